FROM alpine:3.22 AS build
COPY . .
FROM alpine:3.22
COPY --from=build . .
-- a --
x
#~ only HM4006
#~ 2 HM4006
#~ 4 !HM4006
#~ ---
FROM alpine:3.22
COPY . .
-- .dockerignore --
.git
#~ only HM4006
#~ 12 !HM4006
#~ ---
FROM alpine:3.22
COPY src /src
ADD ./ /src
-- src/a --
x
#~ only HM4006
#~ 19 !HM4006
#~ 20 HM4006
#~ ---
FROM alpine:3.22
RUN --mount=type=bind,target=/src make -C /src
-- a --
x
#~ only HM4006
#~ 28 !HM4006
