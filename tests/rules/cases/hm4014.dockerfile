ARG DIR=/proc
FROM alpine:3.22
ARG DIR
WORKDIR /etc
WORKDIR /etc/app
VOLUME ["/data", "/sys/fs"]
VOLUME /dev/shm /usr/share/app
WORKDIR ${DIR}/1
WORKDIR /root
VOLUME /root/
#~ only HM4014
#~ 4 HM4014
#~ 5 !HM4014
#~ 6 HM4014
#~ 7 !HM4014
#~ 8 HM4014
#~ 9 !HM4014
#~ 10 HM4014
