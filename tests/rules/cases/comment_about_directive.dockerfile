# # syntax = <frontend>
FROM alpine:3.22
USER 10001
#~ profile default
