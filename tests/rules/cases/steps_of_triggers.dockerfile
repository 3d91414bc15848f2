FROM debian:13-slim AS build
ONBUILD RUN curl -fsSL https://example.com/a | sh
FROM build
# Triggers of the image itself run in those that are built from it.
ONBUILD RUN set -o pipefail; curl -fsSLk https://example.com/i.sh | bash
ONBUILD RUN chmod 777 /data && apt-get install tool=1.0
ONBUILD RUN ["bash", "-c", "apt-get install tool=1.0"]
ONBUILD RUN <<EOS
sudo apt-get install -y tool=1.0
EOS
ONBUILD COPY --chmod=777 a /a
USER 10001
CMD ["/usr/bin/app"]
#~ 2 HM2101
#~ 2 HM2141
#~ 5 HM2101
#~ 5 HM2102
#~ 6 HM2108
#~ 6 HM2111
#~ 7 HM2111
#~ 9 HM2107
#~ 11 HM2108
