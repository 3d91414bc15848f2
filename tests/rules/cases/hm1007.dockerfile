ARG P=linux/amd64
FROM --platform=linux/amd64 alpine:3.22 AS a
FROM --platform=$BUILDPLATFORM alpine:3.22 AS b
FROM --platform=$P alpine:3.22 AS c
FROM --platform=linux/arm64 alpine:3.22 AS build-arm64
FROM --platform=windows/amd64 alpine:3.22
#~ only HM1007
#~ 2 HM1007
#~ 3 !HM1007
#~ 4 !HM1007
#~ 5 !HM1007
#~ 6 HM1007
