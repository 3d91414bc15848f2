FROM alpine:3.22
CMD ["/app"]
#~ only HM4038
#~ 1 HM4038
#~ ---
FROM alpine:3.22 AS base
WORKDIR /app
FROM base
CMD ["/app/app"]
#~ only HM4038
#~ 8 !HM4038
#~ ---
FROM scratch
COPY app /app
ENTRYPOINT ["/app"]
#~ only HM4038
#~ 13 !HM4038
#~ ---
FROM alpine:3.22 AS build
WORKDIR /src
FROM alpine:3.22
COPY --from=build /src/app /app
ENTRYPOINT ["/app"]
#~ only HM4038
#~ 19 !HM4038
#~ 21 HM4038
#~ ---
FROM alpine:3.22
COPY files /files
#~ only HM4038
#~ 28 !HM4038
