ARG BIG=1000000000
FROM debian:13-slim AS build
RUN useradd -u 1000000000 app
FROM debian:13-slim
RUN useradd -u 1000000000 app
RUN useradd -l -u 1000000000 app
RUN useradd --no-log-init --uid 1000000000 app && useradd -u 10001 b
RUN bash -c "useradd -mu 1000000000 app"
RUN useradd -u $BIG app
RUN <<EOF
useradd --uid=1000000000 app
EOF
#~ only HM2143
#~ 3 !HM2143
#~ 5 HM2143
#~ 6 !HM2143
#~ 7 !HM2143
#~ 8 HM2143
#~ 9 !HM2143
#~ 11 HM2143
