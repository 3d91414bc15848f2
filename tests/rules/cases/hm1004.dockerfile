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
#~ ---
ARG REGISTRY=ghcr.io
FROM ${REGISTRY}/acme/base:1.2 AS ours
FROM ghcr.io/other/base:1 AS theirs
FROM someone/python:1.2 AS nobodys
FROM acme/tool:2@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa AS tool
FROM python:3.13-slim
#~ only HM1004
#~ trust ghcr.io/acme/**
#~ trust docker.io/acme/*
#~ 20 !HM1004
#~ 21 HM1004
#~ 22 HM1004
#~ 23 !HM1004
#~ 24 !HM1004
#~ ---
FROM ghcr.io/other/base:1
#~ only HM1004
#~ 34 ?HM1004
