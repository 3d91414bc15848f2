# syntax=docker/dockerfile:1
FROM golang:1.22 AS compile
RUN apt-get update && apt-get install -y git
ADD src /src
RUN sudo make
RUN sudo make install

FROM debian:12
ENV APP=/app
COPY --from=compile /src/app /app
EXPOSE 22
CMD /app
