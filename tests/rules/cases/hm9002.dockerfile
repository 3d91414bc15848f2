# sytnax=docker/dockerfile:1
# escape=\
FROM alpine:3.22
# checks=skip=all
#~ only HM9002
#~ 1 HM9002
#~ 2 !HM9002
#~ 4 !HM9002
#~ ---
# chek=skip=all
FROM alpine:3.22
#~ only HM9002
#~ 10 HM9002
#~ ---
# syntax=docker/dockerfile:1
# escpae=`
FROM alpine:3.22
#~ only HM9002
#~ 15 !HM9002
#~ 16 HM9002
#~ ---
# note: the syntax=1 of this
FROM alpine:3.22
#~ only HM9002
#~ 22 !HM9002
