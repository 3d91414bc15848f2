FROM --platform=$TARGETPLATFORM alpine:3.22 AS a
FROM --platform=${TARGETPLATFORM} alpine:3.22 AS b
FROM --platform=$BUILDPLATFORM alpine:3.22 AS c
FROM --platform=${TARGETPLATFORM:-linux/amd64} alpine:3.22 AS d
FROM alpine:3.22
#~ only HM1008
#~ 1 HM1008
#~ 2 HM1008
#~ 3 !HM1008
#~ 4 !HM1008
#~ 5 !HM1008
