FROM alpine:3.22 as a
from alpine:3.22 AS b
from alpine:3.22 as c
FROM alpine:3.22 AS d
FROM alpine:3.22 \
  as e
FROM alpine:3.22
#~ only HM1012
#~ 1 HM1012
#~ 2 HM1012
#~ 3 !HM1012
#~ 4 !HM1012
#~ 6 HM1012
#~ 7 !HM1012
