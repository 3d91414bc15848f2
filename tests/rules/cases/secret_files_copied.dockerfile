FROM alpine:3.22 AS build
COPY .npmrc /root/.npmrc
FROM alpine:3.22
COPY .env ./config/id_rsa id_rsa.pub .ssh/authorized_keys .env.example /app/
USER 10001
#~ 2 HM2004
#~ 4 HM2004
#~ 4 HM2004
