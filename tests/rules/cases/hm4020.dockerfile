FROM alpine:3.22 AS build
FROM alpine:3.22
ONBUILD CMD ["a"]
#~ only HM4020
#~ 1 !HM4020
#~ 2 HM4020
#~ ---
FROM alpine:3.22 AS base
CMD ["a"]
FROM base
#~ only HM4020
#~ 8 !HM4020
#~ 10 !HM4020
#~ ---
FROM scratch
COPY a /a
#~ only HM4020
#~ 15 HM4020
#~ ---
FROM alpine:3.22
ENTRYPOINT a
#~ only HM4020
#~ 20 !HM4020
