FROM alpine:3.22 as Build
maintainer nobody
LABEL Version=1 a=1
LABEL a=2
ENV CACHE_KEY=v1
EXPOSE 8080/TCP
USER app
#~ profile all
#~ 1 HM1003
#~ 1 HM1011
#~ 1 HM1012
#~ 1 HM4015
#~ 1 HM4020
#~ 2 HM4011
#~ 2 HM4029
#~ 3 HM4024
#~ 4 HM4025
#~ 5 HM2006
#~ 6 HM3009
#~ 7 HM3002
