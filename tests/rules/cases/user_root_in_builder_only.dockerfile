FROM alpine:3.22 AS build
USER root
RUN touch /a
FROM alpine:3.22
COPY --from=build /a /a
USER 10001
