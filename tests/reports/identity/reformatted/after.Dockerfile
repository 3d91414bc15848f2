# syntax=docker/dockerfile:1
FROM golang:1.22 AS build
RUN   apt-get update \
    # the sources
    && apt-get install -y git
ADD   src    /src
RUN sudo make
RUN sudo make install



# The image.
FROM   debian:12
ENV APP=/app
COPY --from=build /src/app /app
EXPOSE 22
CMD /app
