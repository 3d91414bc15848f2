FROM alpine:3.22
RUNN echo hello
USER 0
#~ 2 HM9001
#~ 3 HM3001
