FROM alpine:3.22
WORKDIR /app
COPY . .
USER 10001
-- .dockerignore --
node_modules
-- .env --
A=1
-- id_rsa --
x
-- src/main.py --
x
#~ 3 HM4005
