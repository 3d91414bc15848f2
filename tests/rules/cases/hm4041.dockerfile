FROM alpine:3.22
RUN echo 'listen 80' > /etc/app.conf && echo 'user app' >> /etc/app.conf
RUN printf 'a\n' > /etc/a
RUN echo "$PATH" > /etc/path
RUN echo hello
RUN mkdir /etc/app && echo a > /etc/app/a
RUN echo a > /dev/stderr
RUN echo a | tee /etc/a
RUN <<EOF
echo one > /etc/one
EOF
#~ only HM4041
#~ 2 HM4041
#~ 3 HM4041
#~ 4 !HM4041
#~ 5 !HM4041
#~ 6 !HM4041
#~ 7 !HM4041
#~ 8 !HM4041
#~ 9 HM4041
