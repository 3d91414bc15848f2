FROM debian:13-slim AS tools
RUN apt-get update && apt-get install -y --allow-unauthenticated tool=1.0
RUN apt-get update && apt-get -o APT::Get::AllowUnauthenticated=true install -y tool=1.0
RUN apt-get update && sudo apt-get --force-yes -y install tool=1.0
RUN echo "deb [trusted=yes] https://example.com/deb stable main" > /etc/apt/sources.list.d/x.list
FROM alpine:3.22 AS more
RUN apk add --no-cache --allow-untrusted -X https://example.com/apk tool
COPY tool.apk /tmp/
RUN apk add --no-cache --allow-untrusted /tmp/tool.apk
FROM rockylinux:9 AS rest
RUN dnf install -y --nogpgcheck tool-1.0
RUN rpm -i --nosignature https://example.com/tool.rpm
RUN yum-config-manager --save --setopt=example.gpgcheck=0
# The check stays on:
RUN dnf install -y --setopt=gpgcheck=1 tool-1.0 && rpm --import https://example.com/key.asc
RUN echo "deb [ trusted=yes ] file:///tmp/built ./" > /etc/apt/sources.list.d/built.list
RUN echo apk add --allow-untrusted tool
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=tools /a /a
COPY --from=more /b /b
COPY --from=rest /c /c
ENTRYPOINT ["/a"]
#~ 2 HM2104
#~ 3 HM2104
#~ 4 HM2104
#~ 4 HM2107
#~ 5 HM2104
#~ 7 HM2104
#~ 9 HM2104
#~ 11 HM2104
#~ 12 HM2104
#~ 13 HM2104
