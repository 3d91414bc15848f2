ARG SUM=sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3
ARG URL=https://example.com/a.tgz
FROM alpine:3.22 AS build
ARG SUM
ARG URL
ADD https://example.com/a.tgz /a
ADD ${URL} /a
ADD --checksum=$SUM https://example.com/a.tgz /a
ADD https://github.com/a/b.git#0123456789abcdef0123456789abcdef01234567 /b
ADD https://github.com/a/b.git#main /b
ADD local.tgz /a
#~ only HM4002
#~ 6 HM4002
#~ 7 HM4002
#~ 8 !HM4002
#~ 9 !HM4002
#~ 10 HM4002
#~ 11 !HM4002
