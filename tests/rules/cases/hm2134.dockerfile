FROM node:24-slim AS build
RUN npm install -g typescript
FROM node:24-slim
ARG V=11
RUN npm install -g npm
RUN npm install -g npm@${V} @acme/tool@1.2.3 ./local.tgz
RUN npm ci && npm install
RUN yarn add left-pad
RUN bash -c "pnpm add @acme/tool@latest"
RUN <<EOF
npm install github:acme/tool#v1
EOF
#~ only HM2134
#~ 2 HM2134
#~ 5 HM2134
#~ 6 !HM2134
#~ 7 !HM2134
#~ 8 HM2134
#~ 9 HM2134
#~ 11 !HM2134
