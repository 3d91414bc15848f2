FROM alpine:3.22
COPY --from=0 /a /a
FROM alpine:3.22 AS build
COPY --from=0 /a /a
COPY --from=build /a /a
COPY --from=Build /a /a
FROM build AS build2
COPY --from=build /a /a
COPY --from=2 /a /a
#~ only HM1015
#~ 2 HM1015
#~ 4 !HM1015
#~ 5 HM1015
#~ 6 HM1015
#~ 8 !HM1015
#~ 9 HM1015
