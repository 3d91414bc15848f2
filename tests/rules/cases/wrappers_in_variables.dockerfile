FROM debian:13-slim
ARG SUDO=sudo
ARG NOTHING=
ARG ANY
ENV IN="env DEBIAN_FRONTEND=noninteractive" SH="bash -o pipefail -c"
RUN $SUDO curl -k https://example.com/a -o /a
RUN $IN curl -k https://example.com/a -o /a
RUN $NOTHING curl -k https://example.com/a -o /a
RUN $SH 'curl -k https://example.com/a -o /a'
RUN $ANY curl -k https://example.com/a -o /a
RUN O=-E; sudo $O curl -k https://example.com/a -o /a
RUN wget -qO- https://example.com/a | $SUDO bash
RUN $SUDO echo curl -k https://example.com/a
RUN pwsh -EncodedCommand aQBlAHgAIAAoAGkAdwByACAAaAB0AHQAcABzADoALwAvAGUAeABhAG0AcABsAGUALgBjAG8AbQAvAGEALgBwAHMAMQApAA==
#~ only HM2102 HM2101
#~ 6 HM2102
#~ 7 HM2102
#~ 8 HM2102
#~ 9 HM2102
#~ 10 !HM2102
#~ 11 HM2102
#~ 12 HM2101
#~ 13 !HM2102
#~ 14 HM2101
