FROM alpine:3.22 AS a
COPY --from=b /x /x
FROM alpine:3.22 AS b
COPY --from=a /x /x
FROM b
#~ only HM1019
#~ 1 HM1019
#~ 2 !HM1019
#~ 4 !HM1019
#~ ---
FROM alpine:3.22 AS a
RUN --mount=from=0,target=/m true
FROM a
COPY --from=a /x /x
#~ only HM1019
#~ 12 !HM1019
#~ 14 !HM1019
