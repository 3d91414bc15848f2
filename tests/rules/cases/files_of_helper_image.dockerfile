FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6.1 AS xx
FROM alpine:3.22 AS tools
RUN apk add --no-cache file
FROM alpine:3.22
COPY --from=xx / /
COPY --from=tools / /
USER 10001
#~ 6 HM4009
