FROM alpine:3.22 AS build
RUN touch /a
FROM alpine:3.22 AS Build
COPY --from=biuld /a /a
USER 10001
#~ 3 HM1009
#~ 4 HM1014
