ARG URL=http://example.com/a.tgz
FROM alpine:3.22 AS build
ARG URL
RUN curl -fO http://example.com/a.tgz
ADD ${URL} /a
RUN curl -fO "${URL}"
RUN curl -fO https://example.com/a.tgz
FROM alpine:3.22
RUN curl -f http://localhost:8080/health
RUN echo http://example.com/
RUN sh -c "wget http://example.com/a.tgz"
HEALTHCHECK CMD curl -f http://localhost/
RUN <<EOF
wget http://example.com/b.tgz
EOF
#~ only HM2105
#~ 4 HM2105
#~ 5 !HM2105
#~ 6 HM2105
#~ 7 !HM2105
#~ 9 !HM2105
#~ 10 !HM2105
#~ 11 HM2105
#~ 12 !HM2105
#~ 14 HM2105
