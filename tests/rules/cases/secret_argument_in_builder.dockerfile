FROM golang:1.26 AS build
ARG GITHUB_TOKEN
RUN git config --global url."https://${GITHUB_TOKEN}@github.com/".insteadOf https://github.com/
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /app /app
#~ 2 HM2005
