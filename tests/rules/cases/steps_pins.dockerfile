FROM debian:13-slim AS build
RUN apt-get update && apt-get install -y gcc
RUN go install example.com/tool@latest
FROM debian:13-slim
ARG TOOL_VERSION=1.0 PACKAGES
RUN apt-get update && apt-get install -y --no-install-recommends \
      a=1 \
      b && rm -rf /var/lib/apt/lists/*
RUN apk add --no-cache c d=1
RUN dnf install -y e && dnf clean all
RUN zypper -n in f && zypper clean
RUN pip install --no-cache-dir g 'h>=1' i==1
RUN npm install -g j k@latest @l/m
RUN gem install n
RUN sh -c 'pip3 install --no-cache-dir o'
RUN apt-get update && apt-get install -y --no-install-recommends $PACKAGES && rm -rf /var/lib/apt/lists/*
RUN go get example.com/p@main
# Pinned, local, or decided elsewhere:
RUN apt-get update && apt-get install -y --no-install-recommends a=$TOOL_VERSION ./b.deb c=1.* && rm -rf /var/lib/apt/lists/*
RUN apk add --no-cache c=1 'd~2' --virtual .x && dnf install -y e-1.0 ./f.rpm @g:1 && dnf clean all
RUN pip install --no-cache-dir -r requirements.txt . -e ./x g==1 'h~=1.0' i.whl "j==${TOOL_VERSION}"
RUN pip install --no-cache-dir -c constraints.txt g h && npm ci && npm install && npm install -g j@1 ./k l@"$TOOL_VERSION"
RUN gem install n -v 1.0 && gem install o:1.0 && bundle install
RUN go install ./... && go install example.com/tool@v1.0.0
RUN echo apt-get install x && apt-get -y remove y
USER 10001
HEALTHCHECK CMD ["/usr/bin/app", "health"]
CMD ["/usr/bin/app"]
#~ profile hygiene
#~ 6 HM2130
#~ 9 HM2131
#~ 10 HM2132
#~ 11 HM2132
#~ 12 HM2133
#~ 13 HM2134
#~ 14 HM2135
#~ 15 HM2133
#~ 16 ?HM2130
#~ 17 HM2136
#~ 20 HM4032
#~ 22 HM4035
#~ 23 HM4035
#~ 4 HM4038
#~ 9 HM4032
#~ 2 HM2130
#~ 3 HM2136
