FROM alpine:3.22 AS build
ENV BUILD_PASSWORD=Kq7-uXw2-Tn5
FROM alpine:3.22
ARG TOKEN_DEFAULT=aB3dE5fG7hJ9
ARG API_TOKEN
ENV API_TOKEN=$API_TOKEN
ENV DB_USER=app DB_PASSWORD=changeme-by-me-7x
ENV DB_PASSWORD_FILE=/run/secrets/db
ENV API_KEY="" SECRET_KEY=$UNSET
ARG DB_PASSWORD=Kq7-uXw2-Tn5
#~ only HM2001
#~ 2 HM2001
#~ 4 HM2001
#~ 6 HM2001
#~ 7 HM2001
#~ 8 !HM2001
#~ 9 !HM2001
#~ 10 HM2001
#~ ---
FROM ruby:3.4 AS build
ENV SECRET_KEY_BASE=precompile
ENV DB_PASSWORD=changeme
FROM ruby:3.4
ARG SECRET_KEY_BASE=build
ENV SECRET_KEY_BASE=build
ENV DB_PASSWORD=changeme
#~ only HM2001
#~ 21 !HM2001
#~ 22 HM2001
#~ 24 !HM2001
#~ 25 HM2001
#~ 26 HM2001
#~ ---
FROM debian:12-slim
ENV CONN="Server=db;User Id=sa;Password=Lm4wf9Tz8Q;"
ENV CONN_B="Server=db;User Id=sa;Password=$PASSWORD"
LABEL password=Lm4wf9Tz8Q
LABEL org.opencontainers.image.title=token
#~ only HM2001
#~ 35 HM2001
#~ 36 !HM2001
#~ 37 HM2001
#~ 38 !HM2001
