FROM alpine:3.22 AS run
USER 10001
FROM alpine:3.22 AS test
RUN true
#~ target run
