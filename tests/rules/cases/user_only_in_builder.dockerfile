FROM golang:1.26 AS build
RUN useradd -u 10001 app
USER app
FROM alpine:3.22
CMD ["sleep", "9"]
#~ 4 HM3001
