ARG F=secret.txt
FROM alpine:3.22
ARG F
COPY secret.txt /a
COPY ${F} /a
COPY ./docs/ /docs
COPY other.txt missing.txt * /a/
-- secret.txt --
x
-- other.txt --
x
-- docs/a.md --
x
-- .dockerignore --
secret.txt
docs
#~ only HM4008
#~ 4 HM4008
#~ 5 HM4008
#~ 6 HM4008
#~ 7 !HM4008
#~ ---
FROM alpine:3.22 AS build
COPY docs /docs
FROM alpine:3.22
COPY --from=build secret.txt /a
-- docs/a.md --
x
-- docs/b.txt --
x
-- secret.txt --
x
-- .dockerignore --
**/*.md
secret.txt
#~ only HM4008
#~ 24 !HM4008
#~ 26 !HM4008
