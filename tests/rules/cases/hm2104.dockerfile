FROM debian:13-slim AS build
RUN apt-get install -y --allow-unauthenticated curl
FROM debian:13-slim
RUN apt-get install -y --force-yes curl
RUN bash -c "apk add --allow-untrusted a.apk"
RUN dnf install -y --nogpgcheck nginx
RUN echo apt-get install --force-yes
RUN rpm -i --nodigest a.rpm
RUN apt-get install -y curl
RUN <<EOF
zypper --no-gpg-checks install -y nginx
EOF
#~ only HM2104
#~ 2 HM2104
#~ 4 HM2104
#~ 5 HM2104
#~ 6 HM2104
#~ 7 !HM2104
#~ 8 HM2104
#~ 9 !HM2104
#~ 11 HM2104
#~ ---
FROM golang:1.25
ENV GOSUMDB=off
ENV GONOSUMDB=github.com/acme/* GOPRIVATE=github.com/acme/*
RUN true && \
    go env -w GOSUMDB=off
RUN GONOSUMDB=* go build ./...
RUN <<EOF
export GONOSUMCHECK=1
EOF
RUN echo GOSUMDB=off
ARG GOSUMDB=sum.golang.org
#~ only HM2104
#~ 24 HM2104
#~ 25 !HM2104
#~ 27 HM2104
#~ 28 HM2104
#~ 30 HM2104
#~ 32 !HM2104
#~ 33 !HM2104
