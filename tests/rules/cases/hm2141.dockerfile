FROM debian:13-slim AS build
RUN curl -f https://example.com/a | tar x
RUN set -o pipefail && curl -f https://example.com/a | tar x
FROM debian:13-slim
RUN ps | grep init || true
RUN bash -o pipefail -c "curl -f https://example.com/a | tar x"
RUN echo "a | b"
RUN <<EOF
wget -qO- https://example.com/a | tar x
EOF
FROM debian:13-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -f https://example.com/a | tar x
#~ only HM2141
#~ 2 HM2141
#~ 3 !HM2141
#~ 5 !HM2141
#~ 6 !HM2141
#~ 7 !HM2141
#~ 9 HM2141
#~ 13 !HM2141
