FROM debian:13-slim AS a
RUN apt-get update
RUN set -eux && apt-get update && apt-get clean && rm -rf /tmp/*
RUN apt update
# Not alone, or not for long:
RUN apt-get update && apt-get install -y tool=1.0
RUN --mount=type=cache,target=/var/lib/apt apt-get update
RUN apt-get update && ./install-packages.sh
RUN apt-get update && apt-get -y upgrade
RUN echo apt-get update
FROM alpine:3.22 AS b
RUN apk update
RUN apk update && apk add --no-cache tool
FROM debian:13-slim AS unused
RUN apt-get update
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=a /a /a
COPY --from=b /b /b
ENTRYPOINT ["/a"]
#~ 2 HM2114
#~ 3 HM2114
#~ 4 HM2113
#~ 4 HM2114
#~ 12 HM2114
