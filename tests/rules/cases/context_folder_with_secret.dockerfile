FROM alpine:3.22
COPY src/ /app/
COPY assets /assets
USER 10001
-- .dockerignore --
*.log
-- src/app.py --
x
-- src/config/prod.env --
x
-- assets/logo.svg --
x
#~ 2 HM4005
