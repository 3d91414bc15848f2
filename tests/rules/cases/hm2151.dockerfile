FROM alpine:3.22
RUN V=$(curl -s https://api.github.com/repos/a/b/releases/latest | jq -r .tag_name) && echo "$V"
RUN curl -fsSLO "https://dl.k8s.io/release/$(curl -Ls https://dl.k8s.io/release/stable.txt)/bin/linux/amd64/kubectl"
RUN curl -fsSL https://github.com/a/b/releases/latest/download/b.tar.gz -o b.tgz
RUN curl -fsSL https://api.github.com/repos/a/b/releases/tags/v1 -o b.json
RUN export V=`wget -qO- https://example.com/latest.txt`; echo $V
RUN echo "see $(echo https://api.github.com/repos/a/b/releases/latest)"
RUN sh -c 'V=$(curl -s https://example.com/go/VERSION?m=text); echo $V'
ARG URL=https://example.com/1.2.3
RUN V=$(curl -s $URL) && echo $V
#~ only HM2151
#~ 2 HM2151
#~ 3 HM2151
#~ 4 !HM2151
#~ 5 !HM2151
#~ 6 HM2151
#~ 7 !HM2151
#~ 8 HM2151
#~ 10 !HM2151
