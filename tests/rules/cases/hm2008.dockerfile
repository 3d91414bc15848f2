FROM node:24-alpine AS build
ARG NPM_TOKEN
RUN echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > .npmrc
RUN --mount=type=secret,id=npm cp /run/secrets/npm /root/.npmrc
FROM node:24-alpine
ARG NPM_TOKEN DB_PASSWORD VERSION=1
RUN echo "//registry.npmjs.org/:_authToken=${NPM_TOKEN}" > .npmrc && npm ci
RUN echo "//registry.npmjs.org/:_authToken=${NPM_TOKEN}" > .npmrc && npm ci && rm -f .npmrc
RUN echo "version=${VERSION}" > /etc/version
RUN echo "$NPM_TOKEN" > /dev/null
RUN npm config set //registry.npmjs.org/:_authToken "$NPM_TOKEN"
RUN bash -c 'printf "%s" "$DB_PASSWORD" | tee /etc/db.conf'
RUN git config --global url."https://x:${NPM_TOKEN}@github.com/".insteadOf https://github.com/
RUN --mount=type=secret,id=npm,target=/root/.npmrc npm ci
RUN --mount=type=secret,id=npm,target=/root/.npmrc cat /root/.npmrc > /app/.npmrc
RUN --mount=type=secret,id=key,env=SIGN_WITH sh -c 'echo "$SIGN_WITH" >> /etc/key'
RUN --mount=type=secret,id=key,env=SIGN_WITH sh -c 'echo "$SIGN_WITH" | wc -c'
RUN --mount=type=cache,target=/cache echo "$NPM_TOKEN" > /cache/token
RUN --mount=type=secret,id=t TOKEN="$(cat /run/secrets/t)" make
#~ only HM2008
#~ 3 !HM2008
#~ 4 HM2008
#~ 7 HM2008
#~ 8 !HM2008
#~ 9 !HM2008
#~ 10 !HM2008
#~ 11 HM2008
#~ 12 HM2008
#~ 13 HM2008
#~ 14 !HM2008
#~ 15 HM2008
#~ 16 HM2008
#~ 17 !HM2008
#~ 18 !HM2008
#~ 19 !HM2008
#~ ---
FROM alpine:3.22
ARG API_TOKEN
RUN <<EOF
echo safe > /etc/safe
echo "$API_TOKEN" > /etc/token
cat > /etc/app.conf <<CONF
token=$API_TOKEN
CONF
EOF
RUN echo '$API_TOKEN' > /etc/literal
RUN PASSWORD=$(openssl rand -hex 8); echo "$PASSWORD" > /etc/generated
#~ only HM2008
#~ 40 !HM2008
#~ 41 HM2008
#~ 42 HM2008
#~ 46 !HM2008
#~ 47 !HM2008
#~ ---
FROM node:24 AS build
WORKDIR /app
RUN --mount=type=secret,id=npm cp /run/secrets/npm /app/.npmrc && npm ci
RUN --mount=type=secret,id=tok true && \
    echo "machine a password $(cat /run/secrets/tok)" > ~/.netrc
FROM node:24 AS helper
COPY --from=build /app /app
FROM node:24
COPY --from=build /app/dist /app/dist
COPY --from=build /app /app
COPY --from=build /root/.netrc /root/
COPY --from=0 /root /root
#~ only HM2008
#~ 57 HM2008
#~ 59 HM2008
#~ 61 !HM2008
#~ 63 !HM2008
#~ 64 HM2008
#~ 65 HM2008
#~ 66 HM2008
#~ ---
FROM node:24 AS build
WORKDIR /app
RUN --mount=type=secret,id=npm cp /run/secrets/npm .npmrc && npm ci && rm .npmrc
FROM node:24
COPY --from=build /app /app
#~ only HM2008
#~ 78 !HM2008
#~ 80 !HM2008
