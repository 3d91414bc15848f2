ARG SOCK=/var/run/docker.sock
FROM alpine:3.22 AS build
ARG SOCK
VOLUME /var/run/docker.sock
VOLUME ["/data", "/run/containerd/containerd.sock"]
VOLUME $SOCK
VOLUME /var/run/docker.socket /srv/docker
RUN --mount=type=bind,source=/run/podman/podman.sock,target=/s true
RUN ls /var/run/docker.sock
#~ only HM3003
#~ 4 HM3003
#~ 5 HM3003
#~ 6 HM3003
#~ 7 !HM3003
#~ 8 HM3003
#~ 9 !HM3003
