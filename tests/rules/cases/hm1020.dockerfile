FROM scratch AS none
LABEL a=b
FROM scratch AS folder
WORKDIR /data
FROM none AS still-none
ENV A=b
FROM alpine:3.22
COPY --from=none /a /a
COPY --from=folder /data /data
COPY --from=still-none /a /a
COPY --from=0 /a /a
COPY --from=busybox:1.37 /bin/sh /sh
#~ only HM1020
#~ 8 HM1020
#~ 9 !HM1020
#~ 10 HM1020
#~ 11 HM1020
#~ 12 !HM1020
#~ ---
FROM scratch AS files
ADD rootfs.tar.gz /
FROM files AS more
FROM alpine:3.22
COPY --from=more /etc /etc
COPY --from=later /a /a
ONBUILD COPY --from=files /a /a
FROM scratch AS later
#~ only HM1020
#~ 24 !HM1020
#~ 25 !HM1020
#~ 26 !HM1020
