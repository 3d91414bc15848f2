FROM debian:13-slim AS build
RUN apt-get install gcc
FROM debian:13-slim
RUN apt-get install -y curl && apt-get -qq install wget
RUN apt-get install --assume-yes curl
RUN bash -c "dnf install nginx"
RUN yes | apt-get install curl
RUN zypper -n install nginx
RUN <<EOF
yum install nginx
EOF
#~ only HM2111
#~ 2 HM2111
#~ 4 !HM2111
#~ 5 !HM2111
#~ 6 HM2111
#~ 7 !HM2111
#~ 8 !HM2111
#~ 10 HM2111
