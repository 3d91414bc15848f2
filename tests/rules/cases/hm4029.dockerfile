FROM alpine:3.22
run true
RUN from=1
Copy a /a
ONBUILD run true
#~ only HM4029
#~ 2 HM4029
#~ 3 !HM4029
#~ 4 HM4029
#~ ---
from alpine:3.22
run true
COPY a /a
#~ only HM4029
#~ 12 !HM4029
#~ 13 HM4029
