FROM ubuntu:24.04 AS build
RUN apt-get install -y nvidia-container-toolkit
FROM ubuntu:24.04
ARG VERSION=1.17.8
RUN apt-get install -y nvidia-container-toolkit=${VERSION} ffmpeg
RUN bash -c "apt-get install -y nvidia-docker2"
RUN apt-get purge -y nvidia-container-toolkit && echo apt-get install nvidia-docker2
RUN <<EOF
dnf install -y libnvidia-container-tools
EOF
#~ only HM4043
#~ 2 !HM4043
#~ 5 HM4043
#~ 6 HM4043
#~ 7 !HM4043
#~ 9 HM4043
