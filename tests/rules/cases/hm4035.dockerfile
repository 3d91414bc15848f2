FROM node:24-alpine AS build
RUN npm ci
FROM node:24-alpine
RUN npm ci
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
#~ only HM4035
#~ 2 !HM4035
#~ 4 HM4035
#~ 5 HM4035
#~ 6 !HM4035
#~ ---
FROM node:24-alpine AS build
RUN npm ci && npm run build && npm prune --omit=dev
FROM node:24-alpine
ENV NODE_ENV=production
RUN npm ci
COPY --from=build /app/node_modules ./node_modules
#~ only HM4035
#~ 17 !HM4035
#~ 18 !HM4035
#~ ---
ARG NODE_ENV
FROM node:24-alpine
ARG NODE_ENV
RUN npm install
#~ only HM4035
#~ 26 ?HM4035
#~ ---
ARG NODE_ENV=production
FROM node:24-alpine
ARG NODE_ENV
RUN pnpm install --frozen-lockfile
RUN npm install -g pnpm && npm install left-pad@1.3.0
#~ only HM4035
#~ 33 !HM4035
#~ 34 !HM4035
#~ ---
FROM node:24-alpine
RUN NODE_ENV=production yarn install --immutable
RUN yarn --version && npm ci --omit dev && yarn install --production
#~ only HM4035
#~ 40 !HM4035
#~ 41 !HM4035
#~ ---
FROM node:24-alpine
RUN bash -c "cd /app && yarn install --frozen-lockfile"
#~ only HM4035
#~ 47 HM4035
#~ ---
FROM ruby:3.4-slim
RUN bundle install
#~ only HM4035
#~ 52 HM4035
#~ ---
FROM ruby:3.4-slim
ENV BUNDLE_WITHOUT=development:test
RUN bundle install
#~ only HM4035
#~ 58 !HM4035
#~ ---
FROM ruby:3.4-slim
RUN bundle config set --local without development:test && bundle install
#~ only HM4035
#~ 63 !HM4035
#~ ---
FROM php:8.4-cli
RUN composer install --no-dev
RUN echo composer install
#~ only HM4035
#~ 68 !HM4035
#~ 69 !HM4035
#~ ---
FROM php:8.4-cli
RUN <<EOF
composer install --prefer-dist
EOF
#~ only HM4035
#~ 76 HM4035
#~ ---
FROM python:3.14-slim
RUN pip install -r requirements.txt
RUN poetry install --only main && uv sync --frozen --no-dev && pipenv install --deploy
#~ only HM4035
#~ 82 !HM4035
#~ 83 !HM4035
#~ ---
FROM python:3.14-slim
RUN poetry install --no-root
#~ only HM4035
#~ 89 HM4035
#~ ---
FROM python:3.14-slim
RUN pip install --no-cache-dir -r requirements-dev.txt
#~ only HM4035
#~ 94 HM4035
#~ ---
FROM python:3.14-slim
RUN uv sync --frozen
#~ only HM4035
#~ 99 HM4035
#~ ---
FROM node:24-alpine
COPY package*.json ./
RUN npm ci
-- package.json --
{"name": "a", "dependencies": {"b": "1"}}
-- package-lock.json --
{}
#~ only HM4035
#~ 105 !HM4035
#~ ---
FROM node:24-alpine
WORKDIR /app
COPY . .
RUN corepack enable && \
    yarn install --frozen-lockfile
-- package.json --
{"name": "a", "devDependencies": {"b": "1"}}
#~ only HM4035
#~ 117 HM4035
#~ ---
FROM node:24-alpine
COPY web/package.json ./
RUN npm install
-- package.json --
{"name": "a", "devDependencies": {"b": "1"}}
-- web/package.json --
{"name": "a", "devDependencies": {}}
#~ only HM4035
#~ 125 !HM4035
#~ ---
FROM node:24-alpine AS deps
COPY package.json ./
RUN npm ci
FROM node:24-alpine
COPY --from=deps node_modules node_modules
RUN echo '{}' > package.json && npm install
-- package.json --
{"name": "a"}
#~ only HM4035
#~ 137 !HM4035
#~ 138 HM4035
#~ ---
FROM php:8.4-cli
COPY composer.* ./
RUN composer install
-- composer.json --
{"require": {"a/b": "1"}}
#~ only HM4035
#~ 147 !HM4035
#~ ---
FROM ruby:3.4
COPY Gemfile ./
RUN bundle install
-- Gemfile --
gem "a"
group :development, :test do
  gem "b"
end
#~ only HM4035
#~ 155 HM4035
#~ ---
FROM python:3.14
COPY pyproject.toml ./
RUN poetry install
-- pyproject.toml --
[tool.poetry.dependencies]
a = "1"
#~ only HM4035
#~ 166 !HM4035
#~ ---
FROM node:24-alpine AS build
RUN npm ci && npm run build
FROM nginx:1.29
COPY --from=build /app/dist /usr/share/nginx/html
#~ only HM4035
#~ 174 !HM4035
#~ 176 !HM4035
#~ ---
FROM debian:12-slim
RUN pip install -r requirements-dev.txt
RUN bundle install
RUN sh -c 'composer install'
RUN npm ci && npm prune --omit=dev
#~ only HM4035
#~ 182 HM4035
#~ 183 HM4035
#~ 184 HM4035
#~ 185 !HM4035
