FROM debian:13-slim
RUN cd /opt/app && ./configure
RUN mkdir /x && cd /x
RUN ln -sf /bin/bash /bin/sh
RUN useradd -u 1000123 app
RUN service nginx start
RUN apt-get update && apt install -y --no-install-recommends a=1
RUN wget -qO- https://example.com/a | wc -l > /a
RUN sh -c 'cat /b | sort > /c'
RUN ls /x | \
    sort > /d
# In order:
RUN git clone https://example.com/r && cd r && make
RUN (cd /x && make) && useradd -l -u 1000124 b && useradd -u 1000 c && ln -s /bin/bash /usr/local/bin/sh
RUN vim +PluginInstall +qall
RUN service mysql start && mysql < /init.sql
RUN echo abc | wc -c > /e && cat <<EOS | sort > /f
x
EOS
RUN set -o pipefail; wget -qO- https://example.com/g | wc -l > /h
RUN bash -o pipefail -c 'wget -qO- https://example.com/i | wc -l > /j'
RUN if dpkg -l | grep -q x; then true; fi
RUN dpkg -l | grep x || true
RUN echo "a | b" && echo "$(wget -qO- https://example.com/k | cut -c1-3)"
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN wget -qO- https://example.com/l | wc -l > /m
USER 10001
CMD ["/usr/bin/app"]
#~ 2 HM2140
#~ 3 HM2140
#~ 4 HM2144
#~ 5 HM2143
#~ 6 HM2145
#~ 7 HM2113
#~ 8 HM2141
#~ 9 HM2141
#~ 10 HM2141
