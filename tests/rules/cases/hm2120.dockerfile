FROM debian:13-slim AS build
RUN apt-get update
FROM debian:13-slim
RUN apt-get update && apt-get install -y curl
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl
RUN bash -c "apt-get update" && apt-get clean
RUN echo apt-get update
RUN <<EOF
apt-get update
EOF
#~ only HM2120
#~ 2 !HM2120
#~ 4 HM2120
#~ 5 !HM2120
#~ 6 !HM2120
#~ 7 HM2120
#~ 8 !HM2120
#~ 10 HM2120
