ARG N=0
FROM alpine:3.22
FROM alpine:3.22 AS named
COPY --from=0 /a /a
COPY --from=named /a /a
COPY --from=1password/op:2 /op /op
FROM alpine:3.22
COPY --from=1 /a /a
COPY a 0
#~ only HM1013
#~ 4 HM1013
#~ 5 !HM1013
#~ 6 !HM1013
#~ 8 HM1013
#~ 9 !HM1013
