FROM alpine:3.22
RUN curl -o a.tgz https://example.com/a.tgz
RUN curl -fsSLo a.tgz https://example.com/a.tgz
RUN curl -fo a https://github.com/a/b/releases/download/v1/a
RUN curl https://example.com/ping
RUN bash -c "curl https://example.com/a | tar xz"
RUN echo curl -o a https://example.com/a
RUN <<EOF
curl --silent --output a https://example.com/a
EOF
#~ only HM2146
#~ 2 HM2146
#~ 3 !HM2146
#~ 4 HM2146
#~ 5 !HM2146
#~ 6 HM2146
#~ 7 !HM2146
#~ 9 HM2146
