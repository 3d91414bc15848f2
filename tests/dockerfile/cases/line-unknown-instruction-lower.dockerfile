FROM alpine
cop a b
