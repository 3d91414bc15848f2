# syntax=docker/dockerfile:1
# check=skip=all
ARG VERSION=3.20
# build the thing
FROM --platform=$BUILDPLATFORM alpine:${VERSION} AS Build
WORKDIR /src
COPY --chown=1:1 --link go.mod go.sum ./
RUN --mount=type=cache,target=/root/.cache \
    --mount=type=secret,id=token,required \
    go build -o /app ./...

FROM scratch
COPY --from=build /app /app
EXPOSE 80 443/udp
USER 65532:65532
HEALTHCHECK --interval=5m --timeout=3s CMD ["/app", "health"]
ENTRYPOINT ["/app"]
CMD []
