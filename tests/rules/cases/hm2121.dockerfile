FROM alpine:3.22 AS build
RUN apk add gcc
FROM alpine:3.22
RUN apk add curl
RUN apk add --no-cache curl
RUN apk update && apk add curl && rm -rf /var/cache/apk/*
RUN --mount=type=cache,target=/var/cache/apk apk add curl
RUN sh -c "apk add curl"
RUN echo apk add curl
RUN <<EOF
apk update
EOF
#~ only HM2121
#~ 2 !HM2121
#~ 4 HM2121
#~ 5 !HM2121
#~ 6 !HM2121
#~ 7 !HM2121
#~ 8 HM2121
#~ 9 !HM2121
#~ 11 HM2121
