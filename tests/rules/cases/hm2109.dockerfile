FROM debian:13-slim AS build
RUN echo 'root:build' | chpasswd
FROM debian:13-slim
ARG PW
RUN echo "app:$PW" | chpasswd
RUN echo "app:$(openssl rand -base64 32)" | chpasswd
RUN bash -c "useradd -p '\$6\$salt\$hash' app"
RUN useradd -p '!' locked && passwd -l app
RUN passwd -d root
RUN <<EOF
echo secret | passwd --stdin root
EOF
#~ only HM2109
#~ 2 !HM2109
#~ 5 HM2109
#~ 6 !HM2109
#~ 7 HM2109
#~ 8 !HM2109
#~ 9 HM2109
#~ 11 HM2109
