FROM alpine
ENV --x a=b
