# Capabilities that a file gets.
FROM debian:12-slim@sha256:e5865e6858dacc255bead044a7f2d0ad8c362433cfaa5acefb670c1edf54dfef
ARG CAPS
COPY agent /usr/local/bin/agent
RUN setcap cap_dac_override+ep /usr/local/bin/agent
RUN setcap 'cap_net_raw=ep CAP_SETUID,cap_setgid=ep' /usr/local/bin/agent
RUN setcap =ep /usr/local/bin/agent && setcap -q all+eip /usr/local/bin/agent
RUN setcap "$CAPS" /usr/local/bin/agent
RUN setcap cap_net_bind_service=+ep /usr/local/bin/agent && setcap cap_net_raw+p /usr/local/bin/agent
RUN setcap -r /usr/local/bin/agent && setcap cap_setuid-ep /usr/local/bin/agent
RUN setcap -v cap_setuid+ep /usr/local/bin/agent
USER 1000

#~ only HM2155
#~ 5 HM2155
#~ 6 HM2155
#~ 7 HM2155
#~ 7 HM2155
#~ 8 ?HM2155
#~ 9 !HM2155
#~ 10 !HM2155
#~ 11 !HM2155
