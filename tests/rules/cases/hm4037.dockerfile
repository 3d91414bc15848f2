FROM alpine:3.22 AS build
COPY a.tar /tmp/a.tar
RUN rm /tmp/a.tar
FROM alpine:3.22
WORKDIR /work
ARG WHAT=a.tar
COPY a.tar b.tar ./
RUN curl -fsSLo tool.zip https://example.com/tool.zip && unzip tool.zip
RUN apk add --virtual .build gcc make
RUN apk add curl && apk del curl
RUN rm a.tar && rm -rf /work/tool.zip
RUN apk del .build
RUN wget https://example.com/c.tar && rm c.tar
RUN rm $WHAT
RUN rm -f .env && rm -rf /var/cache/apk/*
RUN bash -c "rm -f /work/b.tar"
RUN <<EOF
rm -f /nothing
EOF
#~ only HM4037
#~ 3 !HM4037
#~ 10 !HM4037
#~ 11 HM4037
#~ 11 HM4037
#~ 12 HM4037
#~ 13 !HM4037
#~ 14 HM4037
#~ 15 !HM4037
#~ 16 HM4037
#~ 18 !HM4037
