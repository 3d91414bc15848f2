FROM alpine:3.22
USER 10001
RUN touch /a
FROM alpine:3.22
RUN touch /b
#~ 4 HM3001
