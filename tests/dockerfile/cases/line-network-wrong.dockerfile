FROM alpine
RUN --network=x y
