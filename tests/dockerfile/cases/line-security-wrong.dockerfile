FROM alpine
RUN --security=x y
