FROM alpine:3.22
WORKDIR /app
COPY . .
USER 10001
-- src/main.py --
x
#~ 3 HM4006
