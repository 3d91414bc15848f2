FROM alpine:3.22
RUN apk add --no-cache curl
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8080/"]
USER 10001
