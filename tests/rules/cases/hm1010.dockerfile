FROM alpine:3.22 AS scratch
FROM alpine:3.22 AS Context
FROM scratch AS empty
FROM alpine:3.22 AS context2
FROM alpine:3.22 AS from-scratch
#~ only HM1010
#~ 1 HM1010
#~ 2 HM1010
#~ 3 !HM1010
#~ 4 !HM1010
#~ 5 !HM1010
