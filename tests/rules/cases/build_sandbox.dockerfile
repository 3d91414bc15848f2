FROM alpine:3.22
RUN --security=insecure true
RUN --network=host true
RUN --network=none true
VOLUME /var/run/docker.sock
USER 10001
#~ 2 HM3004
#~ 3 HM3005
#~ 5 HM3003
