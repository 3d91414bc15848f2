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
#~ ---
FROM python:3.14
RUN echo a; \
    python3 -c "import urllib.request as u; exec(u.urlopen('https://example.com/i.py').read())"
RUN python3 -c "import urllib.request as u; u.urlopen('http://localhost:80/')"
RUN python -c "exec(open('setup.py').read())"
RUN ruby -e 'eval URI.open("https://example.com/i.rb").read'
#~ only HM2101
#~ 25 HM2101
#~ 26 !HM2101
#~ 27 !HM2101
#~ 28 HM2101
