FROM alpine:3.22 AS build
RUN wget https://example.com/a && curl https://example.com/b
FROM alpine:3.22
RUN curl -fsSLO https://example.com/a
RUN apk add wget && echo wget
RUN bash -c "wget https://example.com/b"
#~ only HM2142
#~ 2 !HM2142
#~ 5 !HM2142
#~ 6 HM2142
#~ ---
FROM alpine:3.22
RUN wget https://example.com/a && wget https://example.com/b
HEALTHCHECK CMD curl -f http://localhost/
#~ only HM2142
#~ 13 !HM2142
#~ 14 !HM2142
#~ ---
FROM alpine:3.22
RUN <<EOF
wget https://example.com/a
curl -fO https://example.com/b
EOF
#~ only HM2142
#~ 22 HM2142
#~ ---
FROM alpine:3.22
RUN wget https://example.com/a
RUN curl -fO https://example.com/b
#~ only HM2142
#~ 29 HM2142
#~ ---
FROM alpine:3.22
RUN wget https://example.com/a
RUN wget https://example.com/b
#~ only HM2142
#~ 35 !HM2142
