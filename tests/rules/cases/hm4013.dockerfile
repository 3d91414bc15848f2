ARG DIR=app
FROM alpine:3.22 AS build
ARG DIR
ARG UNSET
WORKDIR app
WORKDIR $DIR
WORKDIR /srv
WORKDIR app
FROM build AS child
WORKDIR more
FROM alpine:3.22
ARG UNSET
WORKDIR $UNSET
#~ only HM4013
#~ 5 HM4013
#~ 6 HM4013
#~ 7 !HM4013
#~ 8 !HM4013
#~ 10 !HM4013
#~ 13 ?HM4013
#~ ---
FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
WORKDIR C:/app
#~ only HM4013
#~ 23 !HM4013
