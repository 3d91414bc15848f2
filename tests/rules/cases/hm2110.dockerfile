FROM debian:13-slim AS build
RUN chmod u+s /usr/bin/a
FROM debian:13-slim
COPY --chmod=4755 a /usr/bin/a
COPY --chmod=0755 b /usr/bin/b
RUN bash -c "chmod 4711 /usr/bin/a"
RUN chmod g+s /srv/shared && chmod u-s /bin/su
RUN install -m 4755 a /usr/bin/a
RUN find / -perm -4000 -exec chmod a-s {} +
RUN <<EOF
chmod +s /usr/bin/c
EOF
#~ only HM2110
#~ 2 !HM2110
#~ 4 HM2110
#~ 5 !HM2110
#~ 6 HM2110
#~ 7 !HM2110
#~ 8 HM2110
#~ 9 !HM2110
#~ 11 HM2110
