FROM debian:13-slim AS build
RUN apt-get update && apt-get upgrade -y
FROM debian:13-slim
RUN apt-get update && apt-get dist-upgrade -y
RUN apt-get install -y --only-upgrade libssl3
RUN bash -c "apk upgrade --no-cache"
RUN dnf upgrade -y openssl && echo yum update
RUN <<EOF
zypper dup -y
EOF
#~ only HM2115
#~ 2 !HM2115
#~ 4 HM2115
#~ 5 !HM2115
#~ 6 HM2115
#~ 7 !HM2115
#~ 9 HM2115
