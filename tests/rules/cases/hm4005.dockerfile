FROM alpine:3.22
COPY src /src
COPY . /app
-- .env --
A=b
-- src/main.c --
int main;
#~ only HM4005
#~ 2 !HM4005
#~ 3 HM4005
#~ ---
FROM alpine:3.22 AS build
COPY . /src
FROM alpine:3.22
COPY --from=build / /x
-- deploy/id_ed25519 --
x
-- .dockerignore --
*.env
#~ only HM4005
#~ 13 HM4005
#~ 15 !HM4005
#~ ---
FROM alpine:3.22
COPY . /app
-- .env --
A=b
-- .git/config --
x
-- .dockerignore --
.env
.git
#~ only HM4005
#~ 25 !HM4005
#~ ---
FROM alpine:3.22
COPY --exclude=*.pem --exclude=conf . /app
COPY conf/* /etc/
-- server-key.pem --
x
-- conf/credentials.json --
{}
#~ only HM4005
#~ 37 !HM4005
#~ 38 HM4005
#~ ---
FROM alpine:3.22
COPY . /app
-- .env.example --
A=b
-- id_rsa.pub --
x
#~ only HM4005
#~ 48 !HM4005
#~ ---
FROM alpine:3.22
COPY deploy /app
-- deploy/config --
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
-----END OPENSSH PRIVATE KEY-----
#~ only HM4005 HM2004
#~ 57 HM4005
#~ ---
FROM alpine:3.22
COPY . /app
-- .env --
# to be filled in
DB_PASSWORD=
-- .npmrc --
save-exact=true
-- certs/ca.pem --
-----BEGIN CERTIFICATE-----
MIIB
-----END CERTIFICATE-----
-- node_modules/https/test/server.key --
x
#~ only HM4005
#~ 66 !HM4005
