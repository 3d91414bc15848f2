ARG KEY=Bad
FROM alpine:3.22
ARG KEY
LABEL Version=1
LABEL org.opencontainers.image.title=a
LABEL com.docker.thing=a
LABEL a..b=c "with space"=d
LABEL com.example.$KEY=a
LABEL -x=1 a-b_c/d=1
#~ only HM4024
#~ 4 HM4024
#~ 5 !HM4024
#~ 6 HM4024
#~ 7 HM4024
#~ 7 HM4024
#~ 8 HM4024
#~ 9 HM4024
