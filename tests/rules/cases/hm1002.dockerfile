ARG TAG=latest
FROM alpine:${TAG} AS a
FROM alpine:3.22 AS latest
FROM latest AS c
FROM debian:stable-slim AS d
FROM alpine:latest@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3 AS e
FROM alpine:3.22
RUN --mount=from=busybox:latest,target=/b true
#~ only HM1002
#~ 2 HM1002
#~ 3 !HM1002
#~ 4 !HM1002
#~ 5 HM1002
#~ 6 !HM1002
#~ 8 HM1002
