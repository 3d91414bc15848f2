FROM debian:13-slim AS build
RUN apt-get update && apt-get install -y gcc && pip install x && yarn install
FROM debian:13-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends a=1
RUN apt-get update \
    && apt-get install -y b=1 \
    && apt-get clean
RUN pip install -r requirements.txt
RUN python3 -m pip install --require-hashes -r requirements.txt
RUN yarn install --frozen-lockfile
RUN dnf install -y c-1.0 && zypper -n in d=1
RUN apk add e=1 && microdnf -y install f-1
FROM base
# Clean, or nothing to clean:
RUN apt-get update && apt-get install -y --no-install-recommends a=1 && rm -rf /var/lib/apt/lists/*
RUN apt-get update; apt-get install -y --no-install-recommends a=1; rm -rf /var/lib/apt/lists /tmp/*
RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y --no-install-recommends a=1
RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update && apt-get install -y --no-install-recommends a=1
RUN dnf install -y c-1.0 && dnf clean all
RUN yum install -y c-1.0 && rm -rf /var/cache/yum
RUN zypper -n in d=1 && zypper clean -a
RUN apk add --no-cache e=1 && apk add e=2 && rm -rf /var/cache/apk/*
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
RUN pip install --no-cache-dir -r requirements.txt && PIP_NO_CACHE_DIR=1 pip install -r more.txt
RUN yarn install --frozen-lockfile && yarn cache clean
RUN echo "apt-get update" && echo "pip install x"
ENV PIP_NO_CACHE_DIR=1
RUN pip install -r requirements.txt
USER 10001
HEALTHCHECK CMD ["/usr/bin/app", "health"]
CMD ["/usr/bin/app"]
#~ profile hygiene
#~ 4 HM2120
#~ 5 HM2120
#~ 6 HM2112
#~ 8 HM2123
#~ 9 HM2123
#~ 10 HM2124
#~ 11 HM2122
#~ 11 HM2122
#~ 12 HM2121
#~ 12 HM2122
#~ 10 HM4035
#~ 13 HM4038
#~ 16 HM4032
#~ 20 HM4032
#~ 25 HM4032
#~ 25 HM4035
#~ 5 HM4032
#~ 2 HM2130
#~ 2 HM2133
