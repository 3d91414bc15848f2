FROM alpine:3.22
ARG REVISION
ARG CREATED=yesterday
LABEL org.opencontainers.image.created=$CREATED
LABEL org.opencontainers.image.created=2026-11-22T07:00:00.5+01:00
LABEL org.opencontainers.image.revision=$REVISION
LABEL org.opencontainers.image.revision=main
LABEL org.opencontainers.image.revision=0123456789abcdef0123456789abcdef01234567
LABEL org.opencontainers.image.source="" org.opencontainers.image.url=https://example.com/a
LABEL org.opencontainers.image.licenses="GPL v3"
LABEL org.opencontainers.image.licenses="(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0"
LABEL org.opencontainers.image.version=latest
LABEL org.opencontainers.image.version=1.2 created=soon
LABEL org.opencontainers.image.authors="Ann <ann@example.com>, Bob"
LABEL org.opencontainers.image.authors="Ann <@example>"
#~ only HM4030
#~ 4 HM4030
#~ 5 !HM4030
#~ 6 ?HM4030
#~ 7 HM4030
#~ 8 !HM4030
#~ 9 HM4030
#~ 10 HM4030
#~ 11 !HM4030
#~ 12 HM4030
#~ 13 !HM4030
#~ 14 !HM4030
#~ 15 HM4030
