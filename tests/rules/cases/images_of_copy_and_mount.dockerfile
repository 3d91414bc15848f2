FROM alpine:3.22
COPY --from=nginx:latest /etc/nginx/nginx.conf /etc/nginx.conf
COPY --from=busybox /bin/busybox /bin/busybox
RUN --mount=type=bind,from=alpine,target=/x ls /x
USER 10001
#~ 2 HM1002
#~ 3 HM1001
#~ 4 HM1001
