FROM alpine:3.22 AS build
FROM alpine:3.22
#~ only HM4015
#~ 1 !HM4015
#~ 2 HM4015
#~ ---
FROM alpine:3.22
HEALTHCHECK CMD true
#~ only HM4015
#~ 7 !HM4015
#~ ---
FROM alpine:3.22 AS base
HEALTHCHECK CMD true
FROM base
#~ only HM4015
#~ 12 !HM4015
#~ 14 !HM4015
#~ ---
FROM alpine:3.22
HEALTHCHECK NONE
#~ only HM4015
#~ 19 !HM4015
#~ ---
FROM alpine:3.22 AS first
FROM alpine:3.22
HEALTHCHECK CMD true
#~ only HM4015
#~ target first
#~ 24 HM4015
#~ 25 !HM4015
