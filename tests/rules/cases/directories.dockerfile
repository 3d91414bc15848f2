FROM alpine:3.22
WORKDIR src
WORKDIR /proc/self
WORKDIR /etc/app
WORKDIR sub
VOLUME ["/data", "/dev", "/var/lib/app"]
USER 10001
#~ 2 HM4013
#~ 3 HM4014
#~ 6 HM4014
