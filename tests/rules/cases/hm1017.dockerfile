ARG TAG
ARG EMPTY=
ARG BASE
FROM alpine:${TAG} AS a
FROM alpine:${TAG:-3.22} AS b
FROM $BASE AS c
FROM alpine${TAG}
#~ only HM1017
#~ 4 HM1017
#~ 5 !HM1017
#~ 6 HM1017
#~ 7 !HM1017
#~ ---
ARG BASE
FROM $BASE
#~ only HM1017
#~ build-arg BASE=alpine:3.22
#~ 15 !HM1017
