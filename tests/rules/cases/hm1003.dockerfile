ARG DIGEST
ARG PIN=alpine:3.22@sha256:0f7e9f1b1d2c3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3
FROM alpine:3.22 AS a
FROM ${PIN} AS b
FROM alpine:3.22@${DIGEST} AS c
FROM a AS d
FROM scratch
COPY --from=nginx:1.29 /a /a
#~ only HM1003
#~ 3 HM1003
#~ 4 !HM1003
#~ 5 ?HM1003
#~ 6 !HM1003
#~ 7 !HM1003
#~ 8 HM1003
