ARG U
FROM alpine:3.22
ARG U
USER $U
#~ only HM3001
#~ 4 ?HM3001
#~ ---
FROM alpine:3.22
RUN useradd app
#~ only HM3001
#~ 8 HM3001
#~ ---
FROM alpine:3.22
USER root
USER 10001
#~ only HM3001
#~ 15 !HM3001
#~ ---
FROM scratch
COPY app /app
#~ only HM3001
#~ 19 HM3001 low
#~ ---
FROM alpine:3.22 AS app
USER 10001
FROM alpine:3.22 AS debug
#~ only HM3001
#~ target app
#~ 25 !HM3001
#~ 26 !HM3001
#~ ---
FROM alpine:3.22
RUN apk add --no-cache su-exec
ENTRYPOINT ["su-exec", "app", "server"]
#~ only HM3001
#~ 32 HM3001
#~ ---
FROM alpine:3.22
USER root
ENTRYPOINT ["su-exec", "root", "server"]
#~ only HM3001
#~ 39 HM3001
#~ ---
FROM scratch
COPY app /app
ENTRYPOINT ["/app"]
#~ only HM3001
#~ 44 HM3001 critical
#~ ---
FROM alpine:3.22
#~ only HM3001
#~ 50 HM3001 critical
