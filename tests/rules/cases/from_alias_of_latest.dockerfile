FROM alpine:3.22 AS latest
RUN true
FROM latest
USER 10001
