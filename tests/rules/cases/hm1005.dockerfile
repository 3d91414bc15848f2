FROM debian:13 AS build
FROM debian:13-slim
#~ only HM1005
#~ 1 !HM1005
#~ 2 !HM1005
#~ ---
ARG BASE=python:3.13
FROM ${BASE} AS base
FROM base
USER 10001
#~ only HM1005
#~ 8 HM1005
#~ ---
FROM debian:13
RUN true
#~ only HM1005
#~ 14 HM1005
#~ ---
ARG BASE
FROM ${BASE}
#~ only HM1005
#~ 20 !HM1005
