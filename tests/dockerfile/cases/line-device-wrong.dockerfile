FROM alpine
RUN --device=a,b c
