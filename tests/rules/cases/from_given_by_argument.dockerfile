ARG TAG
FROM alpine:${TAG}
USER 10001
#~ build-arg TAG=latest
#~ 2 HM1002
