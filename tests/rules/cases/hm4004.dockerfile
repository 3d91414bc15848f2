ARG TO=app
FROM alpine:3.22 AS build
ARG TO
COPY a app/
COPY a $TO
COPY a /app
FROM alpine:3.22
WORKDIR /srv
COPY a app/
FROM build AS child
COPY a app
FROM alpine:3.22
ARG UNSET
COPY a $UNSET
ADD a .
#~ only HM4004
#~ 4 HM4004
#~ 5 HM4004
#~ 6 !HM4004
#~ 9 !HM4004
#~ 11 HM4004
#~ 14 !HM4004
#~ 15 HM4004
