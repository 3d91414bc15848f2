FROM alpine:3.22 AS builder
USER root
FROM builder
CMD ["sleep", "9"]
#~ 2 HM3001
