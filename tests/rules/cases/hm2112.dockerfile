FROM debian:13-slim AS build
RUN apt-get install -y gcc
FROM debian:13-slim
RUN apt-get install -y curl
RUN apt-get install -y --no-install-recommends curl
RUN apt-get -o APT::Install-Recommends=0 install -y curl
RUN bash -c "apt-get install -y curl"
RUN echo apt-get install curl
RUN <<EOF
apt-get install -y curl
EOF
#~ only HM2112
#~ 2 !HM2112
#~ 4 HM2112
#~ 5 !HM2112
#~ 6 !HM2112
#~ 7 HM2112
#~ 8 !HM2112
#~ 10 HM2112
#~ ---
FROM debian:13-slim
RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99local
RUN apt-get install -y curl
#~ only HM2112
#~ 23 !HM2112
