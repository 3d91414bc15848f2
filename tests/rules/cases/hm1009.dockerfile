FROM alpine:3.22 AS build
FROM alpine:3.22 AS Build
FROM alpine:3.22
FROM alpine:3.22
FROM alpine:3.22 AS builder
FROM alpine:3.22 AS build
#~ only HM1009
#~ 2 HM1009
#~ 3 !HM1009
#~ 4 !HM1009
#~ 5 !HM1009
#~ 6 HM1009
