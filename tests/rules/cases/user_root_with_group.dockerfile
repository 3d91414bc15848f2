FROM alpine:3.22
USER root:root
#~ 2 HM3001
