ARG ALL=.
FROM alpine:3.22 AS build
COPY . /src
FROM alpine:3.22
ARG ALL
COPY . /app
COPY ${ALL} /app
COPY src/ /app
ADD ./ /app
COPY --from=build . /app
RUN --mount=type=bind,target=/src cp -r /src /app
#~ only HM4007
#~ 3 !HM4007
#~ 6 HM4007
#~ 7 HM4007
#~ 8 !HM4007
#~ 9 HM4007
#~ 10 !HM4007
#~ 11 !HM4007
