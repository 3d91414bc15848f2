FROM debian:13-slim@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1 AS tools
RUN wget -q https://example.com/a && curl -fsS https://example.com/b -o /b
FROM debian:13-slim@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
COPY --from=tools /b /b
RUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz && tar -xzf /tmp/a.tgz -C /opt
RUN set -e -o pipefail; curl -fsSL https://example.com/b.tgz | tar -xz -C /opt
RUN curl -fsSLo /tmp/i.sh https://example.com/i.sh && bash /tmp/i.sh
RUN curl -sSL https://example.com/c.json -o /etc/c.json
RUN curl -fsS https://github.com/o/r/releases/download/v1/d -o /d
RUN wget https://example.com/e
RUN apt-get update && apt-get -y dist-upgrade && rm -rf /var/lib/apt/lists/*
RUN wget -O /g.tgz "$G_URL" && tar -xf /g.tgz
# Compared, named by content, or not used:
RUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz \
    && echo "0123 /tmp/a.tgz" | sha256sum -c - && tar -xzf /tmp/a.tgz -C /opt
RUN curl -fsSLo /x.tgz https://example.com/0123456789abcdef0123456789abcdef01234567.tgz && tar -xf /x.tgz
RUN curl -fsSLo /bin/t https://example.com/t && chmod +x /bin/t && echo "0123 /bin/t" | sha256sum -c -
RUN curl -fsSL https://example.com/f.json -o /etc/f.json
RUN curl -sS -o /dev/null -w '%{http_code}' https://example.com
RUN echo "curl -o /x https://example.com && tar xf /x"
RUN apt-get update && apt-get install -y --only-upgrade --no-install-recommends libssl3=1 && rm -rf /var/lib/apt/lists/*
USER 10001
HEALTHCHECK CMD ["/usr/bin/app", "health"]
CMD ["/usr/bin/app"]
#~ profile strict,hygiene
#~ 5 HM2106
#~ 6 HM2106
#~ 7 HM2106
#~ 8 HM2146
#~ 9 HM2146
#~ 10 HM2142
#~ 10 HM2147
#~ 11 HM2115
#~ 12 HM2106
#~ 12 HM2147
#~ 16 HM4032
#~ 3 HM4038
#~ 6 HM4032
