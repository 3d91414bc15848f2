ARG KEY=id_rsa
FROM alpine:3.22 AS build
COPY deploy.key /k
FROM alpine:3.22
ARG KEY
COPY ${KEY} /root/.ssh/
COPY id_rsa.pub /root/.ssh/authorized_keys
COPY --from=build /root/.npmrc /root/.npmrc
ADD [".env.production", "/app/"]
COPY .env.example keyboard.txt /app/
#~ only HM2004
#~ 3 HM2004
#~ 6 HM2004
#~ 7 !HM2004
#~ 8 !HM2004
#~ 9 HM2004
#~ 10 !HM2004
#~ ---
FROM alpine:3.22
COPY .npmrc /root/
-- .npmrc --
x
-- .dockerignore --
.npmrc
#~ only HM2004
#~ 20 !HM2004
#~ ---
FROM alpine:3.22
COPY config /root/.ssh/id
COPY .env /app/
-- config --
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
-----END OPENSSH PRIVATE KEY-----
-- .env --
DB_PASSWORD=
#~ only HM2004 HM4005
#~ 29 HM2004
#~ 30 !HM2004
