FROM alpine:3.22
HEALTHCHECK CMD wget -qO- http://localhost:8080/health || exit 1
CMD ["/server"]
#~ only HM3018
#~ 2 HM3018
#~ ---
ARG PORT=8080
FROM alpine:3.22 AS base
EXPOSE 8000-8100/tcp
FROM base
HEALTHCHECK CMD curl -f http://127.0.0.1:8080/
CMD ["/server", "--port", "9000"]
#~ only HM3018
#~ 11 !HM3018
#~ 12 HM3018
#~ ---
FROM alpine:3.22
ARG P
EXPOSE $P
HEALTHCHECK CMD curl -f http://localhost:8080/
#~ only HM3018
#~ 20 !HM3018
#~ ---
FROM alpine:3.22
CMD ["/server", "--port=8080"]
#~ only HM3018
#~ 25 HM3018
#~ ---
FROM alpine:3.22
HEALTHCHECK CMD curl -f http://backend:8080/
CMD ["/server"]
#~ only HM3018
#~ 30 !HM3018
