FROM alpine:3.22 AS build
RUN curl -fsSL https://example.com/a.tgz | tar xz
RUN curl -fsSLo a.tgz https://example.com/a.tgz && echo "$SUM  a.tgz" | sha256sum -c && tar xf a.tgz
FROM alpine:3.22
RUN wget https://example.com/tool && chmod +x tool
RUN curl -fsSLo notes.txt https://example.com/notes.txt
RUN bash -c "curl -fsSLo a.deb https://example.com/a.deb && dpkg -i a.deb"
RUN curl -fsSLo a.tgz http://localhost/a.tgz && tar xf a.tgz
RUN <<EOF
wget -O /tmp/b.zip https://example.com/b.zip
unzip /tmp/b.zip
EOF
#~ only HM2106
#~ 2 HM2106
#~ 3 !HM2106
#~ 5 HM2106
#~ 6 !HM2106
#~ 7 HM2106
#~ 8 !HM2106
#~ 10 HM2106
