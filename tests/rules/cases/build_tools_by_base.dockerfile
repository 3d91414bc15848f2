FROM golang:1.26
COPY . /src
RUN go build -o /app /src
USER 10001
CMD ["/app"]
#~ 1 HM4012
