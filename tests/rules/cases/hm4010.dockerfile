FROM alpine:3.22 AS build
COPY app.tar.gz /tmp/
RUN tar xzf /tmp/app.tar.gz
FROM alpine:3.22
WORKDIR /opt
COPY app.tar.gz lib.tgz ./
COPY docs.zip data.tar.xz /tmp/
COPY kept.tar.gz /srv/kept.tar.gz
COPY --from=build /x.tar.gz /x.tar.gz
RUN tar -xzf app.tar.gz && bash -c "tar --extract --file lib.tgz"
RUN tar xf /x.tar.gz && unzip /tmp/docs.zip && tar cf /srv/kept.tar.gz /etc
RUN <<EOF
tar -C /opt -xJf /tmp/data.tar.xz
EOF
#~ only HM4010
#~ 2 !HM4010
#~ 6 HM4010
#~ 6 HM4010
#~ 7 HM4010
#~ 8 !HM4010
#~ 9 !HM4010
