FROM alpine:3.22 AS build
FROM alpine:3.22
COPY --from=build /a /a
COPY --from=BUILD /a /a
COPY --from=biuld /a /a
COPY --from=7 /a /a
COPY --from=later /a /a
COPY --from=nginx /a /a
COPY --from=ghcr.io/acme/tool:1 /a /a
FROM alpine:3.22 AS later
#~ only HM1014
#~ 3 !HM1014
#~ 4 !HM1014
#~ 5 HM1014
#~ 6 HM1014
#~ 7 !HM1014
#~ 8 !HM1014
#~ 9 !HM1014
