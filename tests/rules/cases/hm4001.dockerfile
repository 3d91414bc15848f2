ARG FILE=app.conf
FROM alpine:3.22 AS build
ARG FILE
ARG UNSET
ADD src /src
FROM alpine:3.22
ARG FILE
ARG UNSET
ADD ${FILE} /etc/
ADD rootfs.tar.xz /
ADD https://example.com/a /a
ADD git@github.com:acme/app.git#v1 /src
ADD $UNSET /x
ADD <<EOF /etc/motd
hello
EOF
#~ only HM4001
#~ 5 HM4001
#~ 9 HM4001
#~ 10 !HM4001
#~ 11 !HM4001
#~ 12 !HM4001
#~ 13 ?HM4001
#~ 14 HM4001
