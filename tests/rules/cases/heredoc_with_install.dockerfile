# syntax=docker/dockerfile:1
FROM debian:13-slim
RUN <<EOF
set -e
apt-get update
apt-get install -y gcc
EOF
USER 10001
#~ 6 HM4012
