FROM alpine:3.22
WORKDIR /app
COPY . .
USER 10001
-- .dockerignore --
.env
**/id_*
.git
-- .env --
A=1
-- keys/id_rsa --
x
-- .git/HEAD --
x
-- src/main.py --
x
