# syntax=docker/dockerfile:1-labs
FROM alpine:3.22 AS build
RUN --security=insecure mount -t tmpfs none /mnt
RUN --security=sandbox true
FROM alpine:3.22
RUN echo --security=insecure
RUN --security=insecure <<EOF
true
EOF
ONBUILD RUN --security=insecure true
#~ only HM3004
#~ 3 HM3004
#~ 4 !HM3004
#~ 6 !HM3004
#~ 7 HM3004
#~ 10 HM3004
