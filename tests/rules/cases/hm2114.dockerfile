FROM debian:13-slim AS build
RUN apt-get update
FROM debian:13-slim
RUN apt-get update && apt-get install -y curl
RUN bash -c "apk update"
RUN echo apt-get update
RUN --mount=type=cache,target=/var/lib/apt/lists apt-get update
RUN dnf makecache
COPY --from=build /a /a
RUN <<EOF
zypper refresh
EOF
#~ only HM2114
#~ 2 HM2114
#~ 4 !HM2114
#~ 5 HM2114
#~ 6 !HM2114
#~ 7 !HM2114
#~ 8 !HM2114
#~ 11 HM2114
