ARG V=8.14.1-2
FROM debian:13-slim AS build
RUN apt-get install -y gcc
FROM debian:13-slim
ARG V
ARG PACKAGES
RUN apt-get install -y curl wget=1.25
RUN apt-get install -y curl=$V ./local.deb
RUN apt-get install -y $PACKAGES
RUN bash -c "apt-get install -y curl"
RUN echo apt-get install curl && apt-get install -y
RUN <<EOF
apt-get install -y curl
EOF
#~ only HM2130
#~ 3 HM2130
#~ 7 HM2130
#~ 8 !HM2130
#~ 9 ?HM2130
#~ 10 HM2130
#~ 11 !HM2130
#~ 13 HM2130
