FROM scratch AS a
COPY --chown=app app /app
USER app:app
FROM scratch AS b
COPY --chown=65532:65532 app /app
USER 65532
FROM scratch AS c
COPY --from=build /etc/passwd /etc/passwd
USER app
FROM scratch AS d
ADD rootfs.tar.gz /
USER app
FROM alpine:3.22
USER app
#~ only HM3014
#~ 2 HM3014
#~ 3 HM3014
#~ 5 !HM3014
#~ 6 !HM3014
#~ 9 !HM3014
#~ 12 !HM3014
#~ 14 !HM3014
#~ ---
ARG U=app
FROM scratch
ARG U
ARG V
COPY a.txt b.txt /
USER $U
USER $V
#~ only HM3014
#~ 29 HM3014
#~ 30 !HM3014
