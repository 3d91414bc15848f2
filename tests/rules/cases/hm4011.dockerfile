FROM alpine:3.22 AS build
MAINTAINER Ann <ann@example.com>
FROM alpine:3.22
maintainer Bob
LABEL maintainer="Ann"
RUN echo MAINTAINER Ann
COPY <<EOF /m
MAINTAINER Ann
EOF
#~ only HM4011
#~ 2 HM4011
#~ 4 HM4011
#~ 5 !HM4011
#~ 6 !HM4011
#~ 8 !HM4011
