FROM alpine
RUN --mount=from=$x,target=/y z
