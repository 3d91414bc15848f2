ARG ME=app
FROM alpine:3.22
ARG ME
USER app
USER $ME
#~ only HM3002
#~ 5 HM3002
#~ ---
FROM alpine:3.22
USER 10001:app
#~ only HM3002
#~ 10 !HM3002
#~ ---
FROM alpine:3.22 AS base
USER app
FROM base
#~ only HM3002
#~ 15 HM3002
#~ ---
FROM alpine:3.22
ARG ME
USER $ME
#~ only HM3002
#~ 22 !HM3002
#~ ---
FROM alpine:3.22 AS build
USER app
FROM alpine:3.22
USER root
#~ only HM3002
#~ 27 !HM3002
#~ 29 !HM3002
