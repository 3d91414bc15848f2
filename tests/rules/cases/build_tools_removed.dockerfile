FROM alpine:3.22
RUN apk add --no-cache --virtual .build gcc musl-dev && make && apk del .build
RUN apk add --no-cache gcc && apk del gcc
USER 10001
