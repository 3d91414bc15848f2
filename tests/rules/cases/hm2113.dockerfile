FROM debian:13-slim
RUN apt update && apt install -y curl
RUN apt-get update && echo apt install
RUN bash -c "apt install -y curl"
RUN <<EOF
apt-get update
apt upgrade -y
EOF
RUN which apt && ls /etc/apt
#~ only HM2113
#~ 2 HM2113
#~ 3 !HM2113
#~ 4 HM2113
#~ 6 !HM2113
#~ 7 HM2113
#~ 9 !HM2113
