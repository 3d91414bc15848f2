FROM debian:13-slim
RUN curl -fsSLo /tmp/a http://example.com/a
RUN set -e; wget -q \
      http://example.com/b
RUN git clone http://example.com/r.git
RUN pip install --index-url http://example.com/simple tool==1.0
RUN npm install --registry=http://example.com/npm tool@1.0.0
RUN bash -c "curl -fsSL http://example.com/c -o /c"
# Protected otherwise, or not fetched over the network:
RUN curl -fsSLo /tmp/d http://example.com/d && echo "0123  /tmp/d" | sha256sum -c -
RUN echo "deb http://deb.debian.org/debian trixie main" > /etc/apt/sources.list
RUN curl -fsS http://localhost:8080/ready
RUN curl -fsSL -x http://proxy:3128 https://example.com/e -o /e
RUN curl -fsSL -H "Referer: http://example.com" https://example.com/f -o /f
RUN echo http://example.com/g
HEALTHCHECK CMD curl -f http://127.0.0.1:8080/ || exit 1
USER 10001
CMD ["/usr/bin/app"]
#~ 2 HM2105
#~ 4 HM2105
#~ 5 HM2105
#~ 6 HM2105
#~ 7 HM2105
#~ 8 HM2105
