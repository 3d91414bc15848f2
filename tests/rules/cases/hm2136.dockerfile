ARG V=v1.2.3
FROM golang:1.26 AS build
ARG V
RUN go install example.com/tool@latest
RUN go install example.com/tool@${V}
RUN bash -c "go install example.com/tool@main"
RUN go install example.com/tool
RUN echo go install example.com/tool@latest
COPY go.mod .
RUN go install ./cmd/app example.com/dep
FROM golang:1.26 AS unused
RUN go install example.com/tool@latest
FROM alpine:3.22
COPY --from=build /go/bin/tool /tool
#~ only HM2136
#~ 4 HM2136
#~ 5 !HM2136
#~ 6 HM2136
#~ 7 HM2136
#~ 8 !HM2136
#~ 10 !HM2136
#~ 12 HM2136
