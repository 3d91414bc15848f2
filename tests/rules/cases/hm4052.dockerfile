FROM node:22-alpine
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY . .
USER node
-- package.json --
{}
-- node_modules/a/index.js --
x
-- .dockerignore --
.git
#~ only HM4052
#~ 5 HM4052 medium
#~ 3 !HM4052
#~ ---
FROM rust:1.90 AS build
WORKDIR /src
COPY . .
RUN cargo build --release
FROM scratch
COPY --from=build /src/target/release/app /app
-- Cargo.toml --
x
-- target/debug/app --
x
-- .dockerignore --
.git
#~ only HM4052
#~ 19 HM4052 low
#~ 22 !HM4052
#~ ---
FROM node:22-alpine
WORKDIR /srv
COPY web/ ./web
RUN npm install -g serve
RUN cd web && npm run build
FROM scratch
COPY --from=0 /srv/web/build /x
-- web/package.json --
{}
-- web/node_modules/a.js --
x
-- web/build/index.html --
x
-- .dockerignore --
.git
#~ only HM4052
#~ 35 HM4052 low
#~ ---
FROM node:22-alpine
WORKDIR /srv
COPY . .
RUN yarn --cwd docs install
RUN npm run build
-- package.json --
{}
-- node_modules/a.js --
x
-- build/webpack.config.js --
x
-- target/x --
x
-- .dockerignore --
.git
#~ only HM4052
#~ 53 !HM4052
#~ ---
FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
COPY src ./
RUN dotnet publish -c Release -o /out App/App.csproj
-- src/App/App.csproj --
x
-- src/App/obj/project.assets.json --
{}
-- src/Tools/bin/run.sh --
x
-- .dockerignore --
.git
#~ only HM4052
#~ 70 HM4052 low
#~ ---
FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install --upgrade pip
-- requirements.txt --
x
-- .venv/pyvenv.cfg --
x
-- .dockerignore --
.git
#~ only HM4052
#~ 85 !HM4052
#~ ---
FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
-- requirements.txt --
x
-- .venv/pyvenv.cfg --
x
-- .dockerignore --
.git
#~ only HM4052
#~ 98 HM4052 low
