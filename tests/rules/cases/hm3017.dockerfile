FROM gcr.io/distroless/static-debian12:nonroot
#~ only HM3017
#~ 1 HM3017
#~ ---
FROM gcr.io/distroless/static-debian12:nonroot
USER 65532
#~ only HM3017
#~ 5 !HM3017
#~ ---
FROM alpine:3.22
#~ only HM3017
#~ 10 !HM3017
#~ ---
FROM gcr.io/distroless/static-debian12:nonroot AS base
FROM base
COPY app /app
#~ only HM3017
#~ 14 !HM3017
#~ 15 HM3017
#~ ---
FROM example.com/unknown:1
#~ only HM3017
#~ 21 !HM3017
