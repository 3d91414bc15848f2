FROM alpine:3.22 AS build
RUN make
FROM scratch AS files
COPY app /app
FROM alpine:3.22 AS final
COPY --from=build / /
COPY --from=build /app /
COPY --from=files / /
COPY --from=example.com/unknown:1 / /
COPY --from=alpine:3.22 /. /
FROM scratch
COPY --from=build / /
#~ only HM4009
#~ 6 HM4009
#~ 7 !HM4009
#~ 8 !HM4009
#~ 9 ?HM4009
#~ 10 HM4009
#~ 12 !HM4009
