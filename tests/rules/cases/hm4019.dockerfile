FROM alpine:3.22 AS build
CMD serve
FROM alpine:3.22 AS exec
ENTRYPOINT ["serve"]
CMD exec serve --port "$PORT"
FROM alpine:3.22 AS shell
SHELL ["/bin/bash", "-c"]
CMD serve
FROM alpine:3.22
ENTRYPOINT ['serve']
CMD [ "serve", ]
HEALTHCHECK CMD curl -f http://localhost/
#~ only HM4019
#~ 2 HM4019
#~ 4 !HM4019
#~ 5 !HM4019
#~ 8 !HM4019
#~ 10 HM4019
#~ 11 HM4019
#~ 12 !HM4019
