FROM alpine
COPY --from=a --from=b c d
