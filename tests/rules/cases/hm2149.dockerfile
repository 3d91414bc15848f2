ARG REF=v1.2.3
FROM alpine:3.22
ARG REF
RUN git clone https://github.com/acme/tool.git
RUN git clone -b main --depth 1 https://github.com/acme/tool.git
RUN git clone --branch=$REF https://github.com/acme/tool.git
RUN git clone https://github.com/acme/tool.git && cd tool && git checkout 0123456
RUN git clone https://github.com/acme/tool.git && git -C tool checkout develop
RUN sh -c "git clone https://github.com/acme/tool.git"
RUN echo git clone https://github.com/acme/tool.git
RUN <<EOF
git clone https://github.com/acme/tool.git /src
git -C /src reset --hard v1.2.3
EOF
#~ only HM2149
#~ 4 HM2149
#~ 5 HM2149
#~ 6 !HM2149
#~ 7 !HM2149
#~ 8 HM2149
#~ 9 HM2149
#~ 10 !HM2149
#~ 12 !HM2149
