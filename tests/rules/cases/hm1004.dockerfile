ARG BASE=someone/python:1.2
FROM ${BASE} AS expanded
FROM python:3.13-slim AS official
FROM docker.io/library/alpine:3.22 AS written-out
FROM expanded AS child
FROM scratch
#~ only HM1004
#~ 2 HM1004
#~ 3 !HM1004
#~ 4 !HM1004
#~ 5 !HM1004
#~ 6 !HM1004
#~ ---
ARG BASE
FROM ${BASE}
#~ only HM1004
#~ 15 !HM1004
