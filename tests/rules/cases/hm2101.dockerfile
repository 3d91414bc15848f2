ARG URL=https://example.com/install.sh
FROM alpine:3.22 AS build
ARG URL
RUN curl -fsSL https://example.com/install.sh | sh
RUN wget -qO- $URL | bash -s -- -y
RUN bash -c "$(curl -fsSL https://example.com/install.sh)"
FROM alpine:3.22
RUN curl -fsSL https://example.com/a.tgz | tar xz
RUN echo "curl https://example.com/install.sh | sh"
RUN curl -fsSL https://example.com/a.json | jq .
RUN <<EOF
curl -fsSL https://example.com/install.sh | sudo bash
EOF
#~ only HM2101
#~ 4 HM2101
#~ 5 HM2101
#~ 6 HM2101
#~ 8 !HM2101
#~ 9 !HM2101
#~ 10 !HM2101
#~ 12 HM2101
