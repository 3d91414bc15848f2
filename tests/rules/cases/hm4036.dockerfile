FROM golang:1.26 AS build
COPY . .
RUN go build -o /app
FROM golang:1.26
COPY go.mod go.sum ./
COPY . /src
RUN make -C /src
#~ only HM4036
#~ 2 !HM4036
#~ 5 !HM4036
#~ 6 HM4036
#~ ---
FROM rust:1.90
COPY --from=build / /
COPY src/ src/
RUN bash -c "cargo build --release"
#~ only HM4036
#~ 14 !HM4036
#~ 15 HM4036
#~ ---
FROM node:24-alpine
COPY . .
RUN npm run build && echo make
#~ only HM4036
#~ 22 !HM4036
#~ ---
FROM gcc:15
COPY main.c /src/main.c
RUN <<EOF
gcc -o /app /src/main.c
EOF
#~ only HM4036
#~ 28 !HM4036
