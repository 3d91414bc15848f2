FROM alpine:3.22
ARG U=0
USER $U
#~ build-arg U=10001
