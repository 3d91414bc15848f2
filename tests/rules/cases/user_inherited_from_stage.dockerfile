FROM alpine:3.22 AS builder
USER 10001
FROM builder
CMD ["sleep", "9"]
