ARG MODE=777
FROM debian:13-slim AS build
RUN chmod 777 /src
FROM debian:13-slim
RUN chmod -R 777 /app
RUN chmod 1777 /tmp/x && chmod 755 /app
RUN bash -c "chmod a+rwx /app"
COPY --chmod=0666 a /a
COPY --chmod=0644 b /b
RUN install -d -m 0777 /data
RUN <<EOF
chmod o+w /data
EOF
#~ only HM2108
#~ 3 !HM2108
#~ 5 HM2108
#~ 6 !HM2108
#~ 7 HM2108
#~ 8 HM2108
#~ 9 !HM2108
#~ 10 HM2108
#~ 12 HM2108
#~ ---
FROM debian:13-slim
RUN mkdir -m777 /data
RUN mkdir -p --mode=0777 /more && install -Dm755 a /usr/bin/a
#~ only HM2108
#~ 25 HM2108
#~ 26 HM2108
#~ ---
FROM debian:12-slim AS build
RUN umask 000 && make
FROM debian:12-slim
RUN umask 000 && mkdir /data
RUN true; \
    umask 0; mkdir /data
RUN bash -c "umask 0000 && mkdir /data"
RUN umask 022 && umask 0002 && umask && umask u=rwx,g=rx,o= && mkdir /data
RUN umask a=rwx && mkdir /data
ENTRYPOINT umask 027 && exec app
#~ only HM2108
#~ 32 !HM2108
#~ 34 HM2108
#~ 36 HM2108
#~ 37 HM2108
#~ 38 !HM2108
#~ 39 HM2108
#~ 40 !HM2108
