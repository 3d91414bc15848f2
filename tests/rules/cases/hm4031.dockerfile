ARG TAG=3.22
FROM alpine:${TAG}@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3 AS base
LABEL org.opencontainers.image.base.name=docker.io/library/debian:13
FROM base
ARG UNSET
LABEL org.opencontainers.image.base.name=docker.io/library/alpine:3.22
LABEL org.opencontainers.image.base.name=alpine
LABEL org.opencontainers.image.base.name=alpine:3.20
LABEL org.opencontainers.image.base.digest=sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3
LABEL org.opencontainers.image.base.digest=sha256:1f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3
LABEL org.opencontainers.image.base.digest=$UNSET
#~ only HM4031
#~ 3 !HM4031
#~ 6 !HM4031
#~ 7 !HM4031
#~ 8 HM4031
#~ 9 !HM4031
#~ 10 HM4031
#~ 11 !HM4031
