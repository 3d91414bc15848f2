FROM alpine
RUN --mount=type="a x
