FROM debian:13-slim
RUN cd $SOURCE && make
RUN cd ~ && make
RUN cd src && make
RUN cd && make
RUN mkdir -p /srv/app && cd /srv/app && make
RUN set -ex; mkdir /srv/b; cd /srv/b; make
RUN mkdir -p /srv/c && cd /srv/d && make
RUN mkdir -p /srv/e /srv/f && cd /srv/f && make
RUN curl -fsSLO https://example.com/a.tar.gz && tar xf a.tar.gz && cd a && make
RUN (cd /srv && make) && make
#~ only HM2140
#~ 2 HM2140
#~ 3 HM2140
#~ 4 HM2140
#~ 5 HM2140
#~ 6 HM2140
#~ 7 HM2140
#~ 8 !HM2140
#~ 9 !HM2140
#~ 10 !HM2140
#~ 11 !HM2140
#~ ---
FROM debian:13-slim
RUN tag=$(curl -fsSL https://example.com/a | jq -r .tag) && make "$tag"
RUN echo "$(curl -fsSL https://example.com/a | jq -r .tag)"
RUN find /srv | while read -r name; do make "$name"; done
RUN while curl -f https://example.com/a | grep -q busy; do sleep 1; done
RUN find /usr/share/doc -type f | xargs rm || true
RUN echo "deb https://example.com/a stable main" | tee /etc/apt/sources.list.d/a.list
#~ only HM2141
#~ 25 HM2141
#~ 26 !HM2141
#~ 27 HM2141
#~ 28 !HM2141
#~ 29 !HM2141
#~ 30 !HM2141
#~ ---
FROM debian:13-slim AS build
RUN apt-get install -y a && apk add b && pip2.7 install c
RUN pip install wheels/* ./d
FROM debian:13-slim
ARG VERSION
ADD build/${VERSION}/app /app
ADD build/app-${VERSION}.tar.gz /app
ADD ${SOURCE}/app /app
ADD build/${NAME} /app
ADD "$SOURCE/app" /app
#~ only HM2130 HM2131 HM2133 HM4001
#~ 40 HM2130
#~ 40 HM2131
#~ 40 HM2133
#~ 41 !HM2133
#~ 44 HM4001
#~ 45 ?HM4001
#~ 46 ?HM4001
#~ 47 ?HM4001
#~ 48 ?HM4001
#~ ---
FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends a=1 && apt-get dist-clean
RUN apt-get update && apt-get install -y --no-install-recommends a=1 && apt-get clean
RUN apt-get purge && apt-get -q purge; apt-get purge a
RUN apt-get autoremove
RUN yarn global add a@1 && rm -rf $(yarn cache dir)
RUN yarn global add a@1 && rm -rf a
#~ only HM2111 HM2120 HM2124
#~ 61 !HM2120
#~ 62 HM2120
#~ 63 HM2111
#~ 64 HM2111
#~ 65 !HM2124
#~ 66 HM2124
#~ ---
FROM debian:13-slim AS unused
RUN go install example.com/a@latest
FROM debian:13-slim
RUN --mount=type=cache,target=/var/cache/apt pip install a==1
RUN --mount=type=cache,target=/root/.cache pip install a==1
RUN --mount=type=cache,target=/var/cache/apt yarn install
RUN dnf module install -y nodejs:22
RUN dnf module enable -y nodejs:22
RUN kill 1
RUN sleep 9 & kill $!
RUN service nginx stop
RUN service nginx start && make && service nginx stop
LABEL 1a=b a1=b
USER 10001
#~ only HM2122 HM2123 HM2124 HM2136 HM2145 HM4024
#~ 76 HM2136
#~ 78 HM2123
#~ 79 !HM2123
#~ 80 HM2124
#~ 81 HM2122
#~ 82 !HM2122
#~ 83 HM2145
#~ 84 !HM2145
#~ 85 HM2145
#~ 86 !HM2145
#~ 87 HM4024
#~ ---
FROM debian:13-slim
CMD serve | log
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN cd /srv && make
ENTRYPOINT serve | log
USER 10001
#~ only HM2140 HM4019
#~ 103 HM4019
#~ 105 HM2140
#~ 106 !HM4019
#~ ---
FROM debian:13-slim
RUN arch="$(dpkg --print-architecture | awk -F- '{ print $NF }')" && make "$arch"
USER 10001
#~ only HM2141
#~ 114 !HM2141
