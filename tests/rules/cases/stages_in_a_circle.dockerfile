FROM alpine:3.22 AS a
COPY --from=c /x /x
FROM alpine:3.22 AS b
COPY --from=a /x /x
FROM alpine:3.22 AS c
RUN --mount=from=b,target=/b ls /b
USER 10001
#~ 1 HM1019
