FROM alpine:3.22
SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
CMD serve | log
USER 10001
