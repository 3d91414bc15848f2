FROM alpine:3.22 AS build
ENTRYPOINT ["a"]
FROM build
ENTRYPOINT ["b"]
entrypoint c
ENTRYPOINT ["d"]
CMD ["e"]
#~ only HM4018
#~ 2 !HM4018
#~ 4 HM4018
#~ 5 HM4018
#~ 6 !HM4018
#~ 7 !HM4018
