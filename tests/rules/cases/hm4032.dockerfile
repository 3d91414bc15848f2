FROM alpine:3.22 AS build
RUN a
RUN b
FROM alpine:3.22
RUN a
RUN b
RUN c
# for its own reason
RUN d
ENV A=b
RUN e
RUN --mount=type=cache,target=/c f
RUN g
RUN <<EOF
h
EOF
RUN ["/bin/i"]
RUN ["/bin/j"]
#~ only HM4032
#~ 3 !HM4032
#~ 6 HM4032
#~ 7 !HM4032
#~ 9 !HM4032
#~ 11 !HM4032
#~ 12 !HM4032
#~ 13 !HM4032
#~ 18 HM4032
