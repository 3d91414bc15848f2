FROM ruby:3.4-slim AS build
RUN gem install bundler
FROM ruby:3.4-slim
ARG V=2.6.0
RUN gem install bundler
RUN gem install bundler:$V && gem install rake -v 13.2.1
RUN bash -c "gem install rake"
RUN gem install --local a.gem && echo gem install b
RUN <<EOF
gem install rake --version 13.2.1
EOF
#~ only HM2135
#~ 2 HM2135
#~ 5 HM2135
#~ 6 !HM2135
#~ 7 HM2135
#~ 8 !HM2135
#~ 10 !HM2135
