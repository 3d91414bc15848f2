FROM node:22-slim AS deps
ENV NODE_TLS_REJECT_UNAUTHORIZED=0
ARG GIT_SSL_NO_VERIFY=true
RUN npm config set strict-ssl false && npm ci
RUN git -c http.sslVerify=false clone https://example.com/r.git
RUN curl -fsSLk https://example.com/a -o /a
RUN sh -c 'wget --no-check-certificate -O /b https://example.com/b'
RUN export PYTHONHTTPSVERIFY=0 \
    && pip install --trusted-host example.com tool==1.0
RUN env PIP_TRUSTED_HOST=example.com pip3 install tool==1.0
RUN GIT_SSL_NO_VERIFY=1 git fetch
RUN yum install -y --setopt=sslverify=0 tool-1.0
RUN echo "sslverify=false" >> /etc/yum.conf
RUN apt-get -o Acquire::https::Verify-Peer=false update && apt-get install -y tool=1.0
# The check stays on, or nothing is fetched:
ENV NODE_TLS_REJECT_UNAUTHORIZED=1 NODE_EXTRA_CA_CERTS=/ca.pem
RUN npm config set strict-ssl true
RUN curl -fsSL --cacert /ca.pem https://example.com/a -o /k
RUN curl -k https://localhost:8443/ready
RUN echo curl -k https://example.com
RUN unset GIT_SSL_NO_VERIFY; GIT_SSL_NO_VERIFY=0 git fetch
FROM gcr.io/distroless/nodejs22-debian12:nonroot
COPY --from=deps /app /app
ENTRYPOINT ["/nodejs/bin/node", "/app"]
#~ 2 HM2103
#~ 3 HM2103
#~ 4 HM2102
#~ 5 HM2102
#~ 6 HM2102
#~ 7 HM2102
#~ 8 HM2103
#~ 9 HM2102
#~ 10 HM2103
#~ 11 HM2103
#~ 12 HM2102
#~ 13 HM2102
#~ 14 HM2102
#~ 21 HM2103
