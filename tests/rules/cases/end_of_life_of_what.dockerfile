FROM python:3.8-slim-bullseye AS two_ends
FROM node:lts-alpine3.15 AS alias
FROM openjdk:11-jre-slim AS unpublished
FROM java:8 AS retired
FROM centos AS latest
FROM public.ecr.aws/docker/library/postgres:9.6 AS mirrored
FROM mcr.microsoft.com/dotnet/aspnet:8.0 AS vendor
FROM gcr.io/distroless/java11-debian11 AS by_name
FROM nvidia/cuda:11.8.0-base-ubuntu18.04 AS by_suffix
FROM registry.access.redhat.com/ubi7/python-27 AS by_place
# Going on, moving, or said by nobody who can know:
FROM python:3 AS moving
FROM debian:oldstable AS alias2
FROM rockylinux/rockylinux:9 AS living
FROM registry.example.com/team/app:1.0-buster AS stranger
FROM debian:13-slim
COPY --from=two_ends /a /a
COPY --from=alias /a /b
COPY --from=unpublished /a /c
COPY --from=retired /a /d
COPY --from=latest /a /e
COPY --from=mirrored /a /f
COPY --from=vendor /a /g
COPY --from=by_name /a /h
COPY --from=by_suffix /a /i
COPY --from=by_place /a /j
COPY --from=moving /a /k
COPY --from=alias2 /a /l
COPY --from=living /a /m
COPY --from=stranger /a /n
USER 10001
#~ 1 HM1006
#~ 2 HM1002
#~ 2 HM1006
#~ 3 HM1006
#~ 4 HM1006
#~ 5 HM1001
#~ 5 HM1006
#~ 6 HM1006
#~ 7 HM1006
#~ 8 HM1001
#~ 8 HM1006
#~ 9 HM1006
#~ 10 HM1001
#~ 10 HM1006
#~ 15 ?HM1004
