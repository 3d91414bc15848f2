FROM debian:13-slim AS build
RUN useradd -o -u 0 toor
FROM debian:13-slim
RUN useradd -o -u 0 admin
RUN useradd -u 10001 a && useradd --uid=10002 b
RUN bash -c "useradd -ou 10001 c"
RUN usermod -u 0 root
RUN useradd -u $UID_OF_D d
RUN if id a; then useradd -u 10003 e; else useradd -u 10003 f; fi
RUN adduser -D -u 10002 b
RUN <<EOF
adduser -D -u 10002 g
EOF
#~ only HM3016
#~ 2 !HM3016
#~ 4 HM3016
#~ 5 !HM3016
#~ 6 HM3016
#~ 7 !HM3016
#~ 8 !HM3016
#~ 9 !HM3016
#~ 10 !HM3016
#~ 12 HM3016
