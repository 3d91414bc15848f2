ARG REF=v1.2.3
FROM alpine:3.22
ARG REF
ARG BRANCH=main
ARG UNSET
ADD https://github.com/acme/tool.git /a
ADD https://github.com/acme/tool.git#v1.2.3:src /a
ADD https://github.com/acme/tool.git#main /a
ADD https://github.com/acme/tool.git#${REF} /a
ADD https://github.com/acme/tool.git#${BRANCH} /a
ADD https://github.com/acme/tool.git#${UNSET} /a
ADD git@github.com:acme/tool.git?ref=refs/heads/next /a
ADD --checksum=0123456789abcdef0123456789abcdef01234567 https://github.com/acme/tool.git /a
ADD https://example.com/tool.tar.gz /a
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
#~ 6 HM2149
#~ 7 !HM2149
#~ 8 HM2149
#~ 9 !HM2149
#~ 10 HM2149
#~ 11 ?HM2149
#~ 12 HM2149
#~ 13 !HM2149
#~ 14 !HM2149
#~ 15 HM2149
#~ 16 HM2149
#~ 17 !HM2149
#~ 18 !HM2149
#~ 19 HM2149
#~ 20 HM2149
#~ 21 !HM2149
#~ 23 !HM2149
