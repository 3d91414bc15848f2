FROM alpine:3.22 AS build
RUN apk add gcc
FROM alpine:3.22
ARG V=8.14.1-r1
ARG P
RUN apk add --no-cache curl
RUN apk add curl=${V} 'git>2.40' ./a.apk
RUN apk add $P
RUN sh -c "apk add --virtual .deps gcc"
RUN <<EOF
apk add curl~=8.14
EOF
#~ only HM2131
#~ 2 HM2131
#~ 6 HM2131
#~ 7 !HM2131
#~ 8 ?HM2131
#~ 9 HM2131
#~ 11 !HM2131
