ARG BASE=alpine:3.22
FROM ${BASE} AS a
FROM ${BAES} AS b
FROM alpine:${TAG:-3.22} AS c
FROM --platform=$BUILDPLATFORM alpine:3.22 AS d
FROM --platform=$PLAT alpine:3.22 AS e
ARG LATE=3.22
FROM alpine:${LATE}
#~ only HM1016
#~ 2 !HM1016
#~ 3 HM1016
#~ 4 !HM1016
#~ 5 !HM1016
#~ 6 HM1016
#~ 8 HM1016
