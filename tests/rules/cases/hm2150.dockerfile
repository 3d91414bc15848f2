FROM scratch AS empty
RUN mkdir /data
RUN mkdir /more
FROM scratch AS filled
ADD rootfs.tar.gz /
RUN apk add curl
FROM scratch AS exec
RUN ["/bin/tool"]
FROM gcr.io/distroless/static-debian12 AS distroless
RUN ["/busybox/sh", "-c", "true"]
RUN adduser app
FROM distroless AS child
RUN true
FROM gcr.io/distroless/static-debian12:debug
RUN true
#~ only HM2150
#~ 2 HM2150
#~ 3 !HM2150
#~ 6 !HM2150
#~ 8 !HM2150
#~ 10 !HM2150
#~ 11 HM2150
#~ 13 !HM2150
#~ 15 !HM2150
#~ ---
FROM scratch AS base
FROM base
RUN true
#~ only HM2150
#~ 28 HM2150
#~ ---
FROM scratch
COPY --from=busybox:1.37 /bin/ /bin/
RUN true
#~ only HM2150
#~ 34 !HM2150
#~ ---
FROM scratch
RUN true
SHELL ["/busybox/sh", "-c"]
#~ only HM2150
#~ 39 HM2150
#~ ---
FROM scratch
SHELL ["/busybox/sh", "-c"]
RUN true
#~ only HM2150
#~ 46 !HM2150
#~ ---
FROM scratch
RUN --mount=from=busybox:1.37,source=/bin,target=/bin true
RUN --mount=type=cache,target=/bin true
#~ only HM2150
#~ 51 !HM2150
#~ 52 HM2150
