FROM debian:13-slim
CMD ["/usr/sbin/nginx", "-g", "daemon off;"]
#~ only HM4046
#~ 2 HM4046
#~ ---
FROM debian:13-slim AS base
STOPSIGNAL QUIT
FROM base
CMD ["nginx", "-g", "daemon off;"]
#~ only HM4046
#~ 9 !HM4046
#~ ---
ARG SIGNAL
FROM fedora:42
ARG SIGNAL
STOPSIGNAL $SIGNAL
ENTRYPOINT ["/sbin/init"]
#~ only HM4046
#~ 17 !HM4046
#~ ---
FROM fedora:42
STOPSIGNAL SIGTERM
ENTRYPOINT ["/sbin/init"]
#~ only HM4046
#~ 23 HM4046
#~ ---
FROM alpine:3.22
ENTRYPOINT ["/init"]
#~ only HM4046
#~ 28 !HM4046
#~ ---
FROM nginx:1.29
CMD ["nginx", "-g", "daemon off;"]
#~ only HM4046
#~ 33 !HM4046
#~ ---
FROM fedora:42
STOPSIGNAL 37
CMD ["/usr/lib/systemd/systemd"]
#~ only HM4046
#~ 39 !HM4046
