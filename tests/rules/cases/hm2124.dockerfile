FROM node:24-slim AS build
RUN yarn install
FROM node:24-slim
RUN yarn install --frozen-lockfile
RUN yarn install && yarn cache clean
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install
RUN bash -c "yarn add left-pad@1.3.0"
RUN yarn --version && echo yarn install
RUN <<EOF
yarn
EOF
RUN yarn --cwd web install
#~ only HM2124
#~ 2 !HM2124
#~ 4 HM2124
#~ 5 !HM2124
#~ 6 !HM2124
#~ 7 HM2124
#~ 8 !HM2124
#~ 10 HM2124
#~ 12 HM2124
