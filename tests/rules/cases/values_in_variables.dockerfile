FROM debian:12-slim
ARG URL=https://example.com/install.sh
ARG PLAIN=http://example.com/a.json
ARG PACKAGES="curl=7.88.1-10 jq"
ARG TOOL_VERSION
RUN curl -fsSL $URL | sh
RUN U=https://example.com/b.sh; wget -qO- "$U" | bash
RUN curl -fsSLo /srv/a.json "$PLAIN"
RUN apt-get update && apt-get install -y --no-install-recommends $PACKAGES && rm -rf /var/lib/apt/lists/*
RUN LISTS=/var/lib/apt/lists; apt-get update && apt-get install -y --no-install-recommends a=1 && rm -rf $LISTS/*
RUN MODE=777; chmod $MODE /srv
RUN O=-k; curl -fsSL $O -o /srv/b.json https://example.com/b.json
RUN OPTIONS="--no-check-certificate -q"; wget $OPTIONS -O /srv/c.json https://example.com/c.json
RUN pip install --no-cache-dir tool==$TOOL_VERSION
RUN ACTION=install; pip --no-cache-dir $ACTION requests
RUN DO="sudo -E"; $DO true
USER 1000:1000
CMD ["sleep", "1"]
#~ only HM2101 HM2102 HM2105 HM2107 HM2108 HM2120 HM2130 HM2133
#~ 6 HM2101
#~ 7 HM2101
#~ 8 HM2105
#~ 9 HM2130
#~ 11 HM2108
#~ 12 HM2102
#~ 13 HM2102
#~ 15 HM2133
#~ 16 HM2107
