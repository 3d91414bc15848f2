FROM alpine
WORKDIR /a
ENV é=ü LABEL=　x
COPY --chown=é a b
ÉTÉ x
