FROM golang:1.26 AS build
RUN go build -ldflags "-X main.built=$(date -u +%FT%TZ)" -o /app
RUN go build -ldflags "-X main.built=$(date -u -d @${SOURCE_DATE_EPOCH} +%FT%TZ)" -o /app
FROM golang:1.26 AS unused
RUN date > /built
FROM alpine:3.22
COPY --from=build /app /app
RUN date > /etc/built
RUN date
RUN echo "started $(date)"
RUN echo "built `date`" >> /etc/motd
RUN date -r /app > /etc/built
RUN bash -c 'date | tee /etc/built'
RUN echo date > /etc/word
RUN <<EOF
set -e
date --utc > /etc/built
EOF
#~ only HM2148
#~ 2 HM2148
#~ 3 !HM2148
#~ 5 !HM2148
#~ 8 HM2148
#~ 9 !HM2148
#~ 10 !HM2148
#~ 11 HM2148
#~ 12 !HM2148
#~ 13 HM2148
#~ 14 !HM2148
#~ 17 HM2148
