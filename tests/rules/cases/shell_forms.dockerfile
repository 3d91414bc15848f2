FROM alpine:3.22
CMD exec serve --port $PORT
ENTRYPOINT ['serve']
USER 10001
#~ 3 HM4019
