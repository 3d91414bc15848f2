FROM alpine:3.22 AS base
FROM base AS build
FROM alpine:3.22 AS lint
RUN true
FROM alpine:3.22 AS tools
FROM alpine:3.22
COPY --from=build /a /a
RUN --mount=from=tools,target=/t true
#~ only HM1018
#~ 1 !HM1018
#~ 2 !HM1018
#~ 3 HM1018
#~ 5 !HM1018
#~ ---
FROM alpine:3.22 AS wanted
FROM alpine:3.22 AS other
#~ only HM1018
#~ target wanted
#~ 15 !HM1018
#~ 16 HM1018
