FROM debian:13-slim
RUN useradd -r app && usermod -aG video,render app
USER app:app
#~ only HM3015
#~ 3 HM3015
#~ ---
FROM debian:13-slim
RUN useradd -r app && usermod -aG video app
USER app
#~ only HM3015
#~ 9 !HM3015
#~ ---
FROM alpine:3.22 AS base
RUN addgroup -S app && adduser -S -G app app && addgroup app dialout
FROM base
ARG ME=app
USER ${ME}:app
#~ only HM3015
#~ 17 HM3015
#~ ---
FROM debian:13-slim AS build
RUN usermod -aG video app
FROM debian:13-slim
RUN useradd -r app
RUN usermod -aG video other
RUN echo usermod -aG video app
USER app:app
#~ only HM3015
#~ 27 !HM3015
