FROM alpine:3.22 AS build
ENV A b
FROM alpine:3.22
ENV A=b C="d e"
LABEL version 1.0
ENV MULTI one two
LABEL a=b
#~ only HM4023
#~ 2 HM4023
#~ 4 !HM4023
#~ 5 HM4023
#~ 6 HM4023
#~ 7 !HM4023
