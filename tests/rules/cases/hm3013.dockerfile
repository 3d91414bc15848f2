FROM alpine:3.22
ARG OWNER=10001
COPY --chown=10001:10001 data /data/
COPY --chown=$OWNER server /usr/local/bin/
USER 10001
ENTRYPOINT ["/usr/local/bin/server"]
#~ only HM3013
#~ 3 !HM3013
#~ 4 HM3013
#~ ---
FROM alpine:3.22
COPY --chown=app server /usr/local/bin/server
USER 10001
ENTRYPOINT ["/usr/local/bin/server"]
#~ only HM3013
#~ 12 !HM3013
#~ ---
FROM alpine:3.22
WORKDIR /opt/app
COPY --chown=app:app run.sh lib ./
USER app
CMD ["/opt/app/run.sh"]
#~ only HM3013
#~ 20 HM3013
#~ ---
FROM alpine:3.22
COPY --chown=app run.sh /run.sh
USER app
CMD /run.sh
#~ only HM3013
#~ 27 !HM3013
