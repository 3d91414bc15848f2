FROM fedora:42 AS build
RUN dnf install -y gcc
FROM fedora:42
ARG P
RUN dnf install -y nginx
RUN yum install -y nginx-1.26.2 https://example.com/a.rpm
RUN dnf install -y $P
RUN bash -c "microdnf install nginx"
RUN <<EOF
dnf install -y nginx-1:1.26.2-1.fc42
EOF
#~ only HM2132
#~ 2 HM2132
#~ 5 HM2132
#~ 6 !HM2132
#~ 7 ?HM2132
#~ 8 HM2132
#~ 10 !HM2132
#~ ---
FROM opensuse/leap:15.6
RUN zypper install -y nginx
RUN zypper in -y nginx=1.21.5
#~ only HM2132
#~ 21 HM2132
#~ 22 !HM2132
