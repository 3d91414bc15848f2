FROM alpine:3.22
COPY --from=3 /a /b
USER 10001
#~ 2 HM1014
