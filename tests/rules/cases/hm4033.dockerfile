# check=skip=JSONArgsRecommended;experimental=InvalidDefinitionDescription
# what to build
ARG VERSION=1

# a comment that stands alone

ARG OTHER=2
# not meant to describe
#
ARG THIRD
# build makes the program
FROM alpine:3.22 AS Build
# the image
FROM alpine:3.22 AS final
# PORT is where it listens
ARG PORT=80
# not for descriptions
ENV A=b
#~ only HM4033
#~ 3 HM4033
#~ 7 HM4033
#~ 10 !HM4033
#~ 12 !HM4033
#~ 14 HM4033
#~ 16 !HM4033
#~ 18 !HM4033
#~ ---
# what to build
ARG VERSION=1
FROM alpine:3.22
#~ only HM4033
#~ 29 !HM4033
#~ ---
# check=skip=all
# what to build
ARG VERSION=1
FROM alpine:3.22
#~ only HM4033
#~ 36 !HM4033
