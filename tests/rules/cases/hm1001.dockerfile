ARG IMG=alpine
FROM ${IMG} AS a
FROM alpine AS b
FROM a AS c
FROM localhost:5000/app AS d
FROM alpine@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3 AS e
FROM scratch
COPY --from=nginx /a /a
#~ only HM1001
#~ 2 HM1001
#~ 3 HM1001
#~ 4 !HM1001
#~ 5 HM1001
#~ 6 !HM1001
#~ 7 !HM1001
#~ 8 HM1001
