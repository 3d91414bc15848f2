FROM debian:13-slim
RUN vim /etc/hosts
RUN vim +PluginInstall +qall && echo ssh
RUN service nginx start
RUN service nginx start && nginx -t
RUN bash -c "shutdown now"
RUN ps aux | grep nginx
RUN --mount=type=ssh ssh git@github.com
RUN <<EOF
top -b -n1
EOF
#~ only HM2145
#~ 2 HM2145
#~ 3 !HM2145
#~ 4 HM2145
#~ 5 !HM2145
#~ 6 HM2145
#~ 7 !HM2145
#~ 8 !HM2145
#~ 10 HM2145
