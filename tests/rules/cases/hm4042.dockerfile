FROM alpine:3.22 AS build
COPY a /a
RUN chmod +x /a
FROM alpine:3.22
WORKDIR /app
COPY run.sh lib ./
COPY conf /etc/app
RUN chmod +x run.sh
RUN chown app /etc
RUN bash -c "chown -R app:app /etc"
RUN mkdir /data && chown app /data
RUN chmod 755 /app/other.sh
RUN <<EOF
chown --recursive app /app
EOF
#~ only HM4042
#~ 3 !HM4042
#~ 8 HM4042
#~ 9 !HM4042
#~ 10 HM4042
#~ 11 !HM4042
#~ 12 !HM4042
#~ 14 HM4042
