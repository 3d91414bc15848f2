FROM debian:12-slim AS build
RUN echo 'a ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/a
FROM debian:12-slim
RUN echo 'a ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers
RUN useradd a && \
    echo 'a ALL=(ALL) NOPASSWD:ALL' | tee /etc/sudoers.d/a
RUN sed -i 's/^%sudo.*/%sudo ALL=(ALL:ALL) NOPASSWD:ALL/' /etc/sudoers
RUN echo 'a ALL=(ALL) NOPASSWD: /usr/bin/apt-get' > /etc/sudoers.d/a
RUN sed -i 's/NOPASSWD: ALL/ALL/' /etc/sudoers
RUN echo 'a ALL=(ALL) ALL' > /etc/sudoers.d/a
RUN echo 'NOPASSWD: ALL is bad' > /motd
RUN bash -c "echo '%wheel ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/w"
#~ only HM3019
#~ 2 !HM3019
#~ 4 HM3019
#~ 6 HM3019
#~ 7 HM3019
#~ 8 HM3019
#~ 9 !HM3019
#~ 10 !HM3019
#~ 11 !HM3019
#~ 12 HM3019
#~ ---
FROM debian:12-slim
ARG NAME=dev
COPY <<EOF /etc/sudoers.d/dev
$NAME ALL=(ALL) NOPASSWD: ALL
EOF
RUN <<EOF
cat > /etc/sudoers.d/b <<END
b ALL=(ALL) NOPASSWD: ALL
END
EOF
RUN echo "$NAME ALL=(root) NOPASSWD:ALL" > /etc/sudoers.d/$NAME && chmod 0440 /etc/sudoers.d/$NAME
#~ only HM3019
#~ 27 HM3019
#~ 30 HM3019
#~ 34 HM3019
