FROM alpine:3.22
RUN wget https://example.com/a.tgz
RUN wget -q https://example.com/a.tgz
RUN wget --progress=dot:giga https://example.com/a && wget -nv https://example.com/b
RUN bash -c "wget -O a https://example.com/a"
RUN echo wget https://example.com/a && wget --version
RUN <<EOF
wget -qO- https://example.com/a
wget https://example.com/b
EOF
#~ only HM2147
#~ 2 HM2147
#~ 3 !HM2147
#~ 4 !HM2147
#~ 5 HM2147
#~ 6 !HM2147
#~ 8 !HM2147
#~ 9 HM2147
