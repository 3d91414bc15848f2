FROM --platform=linux/amd64 alpine:3.22 AS a
FROM --platform=linux/arm64 alpine:3.22 AS build-arm64
FROM --platform=$TARGETPLATFORM alpine:3.22
COPY --from=a /x x
COPY . /app/
ENV ONE two
EXPOSE 80
USER 10001
#~ profile strict
#~ 1 HM1003
#~ 1 HM1007
#~ 2 HM1003
#~ 2 HM1018
#~ 3 HM1003
#~ 3 HM1008
#~ 4 HM4004
#~ 5 HM4007
#~ 6 HM4023
#~ 7 HM3006
