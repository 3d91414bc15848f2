ARG TO=/etc/app
FROM alpine:3.22
ARG TO
ARG UNSET
COPY a b /etc/app
COPY a b $TO
COPY a b /etc/app/
COPY a b .
COPY a b $UNSET
COPY ["a", "b", "/etc/app"]
COPY a /etc/app
ADD a b c /srv
#~ only HM4003
#~ 5 HM4003
#~ 6 HM4003
#~ 7 !HM4003
#~ 8 !HM4003
#~ 9 !HM4003
#~ 10 HM4003
#~ 11 !HM4003
#~ 12 HM4003
