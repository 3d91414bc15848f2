FROM alpine:3.22
RUN mkdir -p /data /given /moded
RUN chown 10001 /given && chmod 1777 /moded
RUN mkdir /etc/app
WORKDIR /srv
RUN mkdir state
VOLUME /data /given
VOLUME ["/moded", "/etc/app", "/srv/state"]
VOLUME /unseen
USER 10001
RUN mkdir /tmp/own
VOLUME /tmp/own
#~ only HM3011
#~ 7 HM3011
#~ 8 HM3011
#~ 9 !HM3011
#~ 12 !HM3011
#~ ---
FROM alpine:3.22
RUN mkdir /data
VOLUME /data
#~ only HM3011
#~ 21 !HM3011
#~ ---
ARG D=/data
FROM alpine:3.22
ARG D
ARG U
RUN mkdir /data
VOLUME $D
USER $U
#~ only HM3011
#~ 30 !HM3011
#~ ---
FROM alpine:3.22 AS base
RUN mkdir -p /var/lib/app
FROM base
RUN mkdir /data && chown -R app: /var
RUN mkdir /var/log/app
VOLUME /data
VOLUME /var/lib/app
USER app
#~ only HM3011
#~ 40 HM3011
#~ 41 !HM3011
#~ ---
FROM alpine:3.22
RUN mkdir /data
COPY --chown=app files /data/
VOLUME /data
USER app
#~ only HM3011
#~ 50 !HM3011
#~ ---
FROM alpine:3.22
RUN mkdir -p /srv/app/data /var/lib/a /var/lib/a/db /logs && chown -R 10001 /srv && chown 10001 /var/lib/a/db
VOLUME /srv/app/data
VOLUME /var/lib/a
VOLUME /logs
USER 10001
#~ only HM3011
#~ 57 !HM3011
#~ 58 !HM3011
#~ 59 HM3011
