FROM alpine
FROM a AS 1b
