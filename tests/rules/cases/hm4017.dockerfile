FROM alpine:3.22 AS build
CMD ["a"]
FROM build
CMD ["b"]
CMD c
ONBUILD CMD ["d"]
RUN echo CMD a
#~ only HM4017
#~ 2 !HM4017
#~ 4 HM4017
#~ 5 !HM4017
#~ 6 !HM4017
#~ 7 !HM4017
