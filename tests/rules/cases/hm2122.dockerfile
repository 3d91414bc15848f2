FROM fedora:42 AS build
RUN dnf install -y gcc
FROM fedora:42
RUN dnf install -y nginx
RUN microdnf install -y nginx && microdnf clean all
RUN bash -c "yum install -y nginx" && rm -rf /var/cache/dnf
RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y nginx
RUN zypper install -y nginx && dnf clean all
RUN echo dnf install nginx
RUN <<EOF
yum upgrade -y
EOF
#~ only HM2122
#~ 2 !HM2122
#~ 4 HM2122
#~ 5 !HM2122
#~ 6 !HM2122
#~ 7 !HM2122
#~ 8 HM2122
#~ 9 !HM2122
#~ 11 HM2122
