# syntax=docker/dockerfile:1
FROM alpine:3.22
COPY <<EOF /etc/app.conf
a=1
EOF
COPY <<A <<B /etc/conf.d/
a
A
b
B
USER 10001
