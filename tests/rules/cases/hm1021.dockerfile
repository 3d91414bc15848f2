FROM alpine@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3 AS a
# alpine 3.22, as of 2026-11-01
FROM alpine@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3 AS b
FROM alpine:3.22@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3 AS c
FROM localhost:5000/a/b@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3
COPY --from=busybox@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3 /bin/sh /sh
COPY --from=a /etc/os-release /a
RUN --mount=from=busybox@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3,target=/b true
#~ only HM1021
#~ 1 HM1021
#~ 3 !HM1021
#~ 4 !HM1021
#~ 5 HM1021
#~ 6 HM1021
#~ 7 !HM1021
#~ 8 HM1021
#~ ---
ARG DIGEST=@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3
FROM alpine${DIGEST} AS expanded
FROM alpine:3.22${DIGEST} AS both
#~ only HM1021
#~ 19 HM1021
#~ 20 !HM1021
