FROM alpine
FROM a b
