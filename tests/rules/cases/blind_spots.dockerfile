FROM alpine:3.22 AS build
USER app
FROM alpine:3.22
COPY --from=build /a /a
#~ only HM3001
#~ 3 HM3001
#~ ---
FROM alpine:3.22
USER 0
#~ only HM3001
#~ 9 HM3001
#~ ---
FROM alpine:3.22
USER 0:0
#~ only HM3001
#~ 14 HM3001
#~ ---
FROM alpine:3.22
USER root:root
#~ only HM3001
#~ 19 HM3001
#~ ---
FROM alpine:3.22
ARG U=0
USER $U
#~ only HM3001
#~ 25 HM3001
#~ ---
ARG IMG=alpine:3.22@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3
ARG BARE=alpine
FROM ${BARE} AS bare
FROM ${IMG}
USER 10001
#~ only HM3001 HM1001 HM1002 HM1003
#~ 31 HM1001
#~ 31 HM1003
#~ 32 !HM1001
#~ 32 !HM1002
#~ 32 !HM1003
#~ 33 !HM3001
#~ ---
FROM registry.example.com:5000/app
#~ only HM1001
#~ 42 HM1001
#~ ---
FROM debian:13-slim
RUN <<EOF
apt update
EOF
RUN apt-get install curl
USER root
#~ only HM2113 HM2114 HM2111 HM3001
#~ 48 HM2113
#~ 48 HM2114
#~ 50 HM2111
#~ 51 HM3001
#~ ---
FROM debian:13-slim AS one
RUN sudo true
USER app
FROM debian:13-slim AS two
RUN true
#~ only HM3001 HM2107
#~ 59 HM2107
#~ 61 HM3001
#~ 62 !HM2107
#~ ---
FROM node:24-alpine AS build
ARG NPM_TOKEN
RUN npm ci
FROM node:24-alpine
COPY --from=build /app /app
#~ only HM2005
#~ 69 HM2005
#~ ---
FROM alpine:3.22
COPY . .
-- .env --
A=b
-- id_rsa --
x
-- .dockerignore --
*.md
#~ only HM4005
#~ 77 HM4005
#~ ---
FROM alpine:3.22 AS build
USER root
RUN true
FROM alpine:3.22
USER 10001
#~ only HM3001
#~ 88 !HM3001
#~ ---
FROM alpine:3.22 AS base
USER app
FROM base
COPY a /a
#~ only HM3001
#~ 97 !HM3001
#~ ---
FROM alpine:3.22
CPOY a /a
RUN sudo true
USER root
#~ only HM9001 HM3001 HM2107
#~ 103 HM9001
#~ 104 HM2107
#~ 105 HM3001
