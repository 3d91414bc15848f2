ARG URL=http://example.com/a.tgz
FROM alpine:3.22 AS build
ARG URL
RUN curl -fO http://example.com/a.tgz
ADD ${URL} /a
RUN curl -fO "${URL}"
RUN curl -fO https://example.com/a.tgz
FROM alpine:3.22
RUN curl -f http://localhost:8080/health
RUN echo http://example.com/
RUN sh -c "wget http://example.com/a.tgz"
HEALTHCHECK CMD curl -f http://localhost/
RUN <<EOF
wget http://example.com/b.tgz
EOF
#~ only HM2105
#~ 4 HM2105
#~ 5 !HM2105
#~ 6 HM2105
#~ 7 !HM2105
#~ 9 !HM2105
#~ 10 !HM2105
#~ 11 HM2105
#~ 12 !HM2105
#~ 14 HM2105
#~ ---
FROM debian:12-slim
RUN cargo install --git http://example.com/a
RUN npm config set registry http://npm.example.com && \
    npm ci
RUN npm config set registry https://npm.example.com
RUN pip config set global.index-url http://pypi.example.com/simple
RUN npm config set proxy http://proxy.example.com:3128
ENV PIP_INDEX_URL=http://pypi.example.com/simple
ENV HTTP_PROXY=http://proxy.example.com:3128
ARG GOPROXY=http://localhost:3000
RUN go env -w GOPROXY=http://goproxy.example.com
RUN gem sources --add http://gems.example.com
RUN sudo -H pip install --extra-index-url http://pypi.example.com/simple a==1
#~ only HM2105
#~ 28 HM2105
#~ 29 HM2105
#~ 30 !HM2105
#~ 31 !HM2105
#~ 32 HM2105
#~ 33 !HM2105
#~ 34 HM2105
#~ 35 !HM2105
#~ 36 !HM2105
#~ 37 HM2105
#~ 38 HM2105
#~ 39 HM2105
