FROM debian:13-slim
RUN echo apt-get install gcc
RUN bash -c "apt-get update && apt-get install -y gcc"
USER 10001
#~ 3 HM4012
