ARG V=3.7
FROM python:${V}-slim AS expanded
FROM python:3.14-slim AS new
FROM debian:stretch AS by-name
FROM new
COPY --from=expanded /a /a
#~ only HM1006
#~ 2 HM1006
#~ 3 !HM1006
#~ 4 HM1006
#~ 5 !HM1006
#~ ---
ARG V
FROM python:${V}
#~ only HM1006
#~ 14 !HM1006
