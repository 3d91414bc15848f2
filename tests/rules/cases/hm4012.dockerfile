FROM golang:1.26 AS build
RUN apt-get update && apt-get install -y gcc
FROM debian:13-slim AS base
RUN apt-get install -y make g++
RUN apt-get install -y git && apt-get purge -y git
FROM base
RUN bash -c "apt-get install -y python3-dev"
RUN apt-get install -y ca-certificates tzdata
RUN echo apt-get install gcc
#~ only HM4012
#~ 2 !HM4012
#~ 4 HM4012
#~ 5 !HM4012
#~ 7 HM4012
#~ 8 !HM4012
#~ 9 !HM4012
#~ ---
FROM golang:1.26 AS build
FROM gcc:15
#~ only HM4012
#~ 18 !HM4012
#~ 19 HM4012
#~ ---
FROM example.com/unknown:1
#~ only HM4012
#~ 24 ?HM4012
