FROM debian:13-slim
RUN curl -fsSL https://example.com/install.sh | bash
RUN set -eux; wget -qO- https://example.com/install.sh \
    | gunzip \
    | sudo -E sh -s -- -y
RUN bash -c "$(curl -fsSL https://example.com/install.sh)"
RUN eval "$(wget -qO- https://example.com/env)" && bash <(curl -fsSL https://example.com/b)
RUN ["sh", "-c", "curl -fsSL https://example.com/x | python3 -"]
RUN <<EOS
set -o errexit
curl -fsSL https://example.com/y | perl
EOS
ARG URL
RUN curl -fsSL "$URL" | sh
# Not a script that is run:
RUN curl -fsSL https://example.com/a.tgz | tar -xz -C /opt
RUN curl -fsSL https://example.com/key.asc | gpg --dearmor > /etc/apt/keyrings/k.gpg
RUN echo 'curl https://example.com/install.sh | sh' > /root/NOTES
RUN curl -fsSL https://example.com/list | sh /opt/filter.sh
RUN curl -fsSL https://example.com/list | python3 -c 'import sys; print(sys.stdin.read())'
RUN sh -c "echo $(curl -fsSL https://example.com/version) > /version"
RUN curl -fsSL http://localhost:8080/init.sh | sh
USER 10001
CMD ["/usr/bin/app"]
#~ 2 HM2101
#~ 2 HM2141
#~ 3 HM2141
#~ 5 HM2101
#~ 5 HM2107
#~ 6 HM2101
#~ 7 HM2101
#~ 7 HM2101
#~ 8 HM2101
#~ 8 HM2141
#~ 11 HM2101
#~ 11 HM2141
#~ 14 HM2101
#~ 14 HM2141
#~ 16 HM2141
#~ 17 HM2141
#~ 19 HM2141
#~ 20 HM2141
#~ 22 HM2141
