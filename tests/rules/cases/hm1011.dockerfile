FROM alpine:3.22 AS Build
FROM alpine:3.22 AS build-2
FROM ghcr.io/acme/app:V1 AS upper-tag
FROM alpine:3.22 AS finaL
#~ only HM1011
#~ 1 HM1011
#~ 2 !HM1011
#~ 3 !HM1011
#~ 4 HM1011
