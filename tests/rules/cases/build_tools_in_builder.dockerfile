FROM debian:13-slim AS build
RUN apt-get update && apt-get install -y build-essential git curl
FROM debian:13-slim
COPY --from=build /app /app
USER 10001
