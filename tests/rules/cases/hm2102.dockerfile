FROM alpine:3.22 AS build
RUN curl -k https://example.com/a
RUN curl -K config https://example.com/a
RUN wget --no-check-certificate https://example.com/a
FROM alpine:3.22
RUN bash -c "pip install --trusted-host pypi.example.com a==1"
RUN echo curl -k https://example.com/
RUN npm config set strict-ssl true
RUN <<EOF
git config --global http.sslVerify false
EOF
#~ only HM2102
#~ 2 HM2102
#~ 3 !HM2102
#~ 4 HM2102
#~ 6 HM2102
#~ 7 !HM2102
#~ 8 !HM2102
#~ 10 HM2102
#~ ---
FROM debian:13-slim
RUN echo insecure >> ~/.curlrc
RUN printf 'check_certificate = off\n' > /root/.wgetrc
RUN echo "insecure example" > /root/notes && echo silent >> ~/.curlrc
#~ only HM2102
#~ 22 HM2102
#~ 23 HM2102
#~ 24 !HM2102
