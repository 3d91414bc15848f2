FROM debian:13-slim AS build
RUN sudo apt-get update
FROM debian:13-slim
RUN apt-get install -y sudo
RUN echo sudo make me a sandwich
RUN bash -c "cd / && sudo make install"
RUN true && sudo -u app true
RUN <<EOF
sudo true
EOF
#~ only HM2107
#~ 2 HM2107
#~ 4 !HM2107
#~ 5 !HM2107
#~ 6 HM2107
#~ 7 HM2107
#~ 9 HM2107
