FROM alpine
HEALTHCHECK foo bar
