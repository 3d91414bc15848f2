# hadolint ignroe=DL3006
FROM alpine:3.22
# hadolint ignore=DL3003
RUN cd /tmp && ls
# hadolint is run over this file as well
COPY <<EOF /a
# hadolint ignroe=DL3003
EOF
#~ only HM9011
#~ 1 HM9011
#~ 3 !HM9011
#~ 5 !HM9011
#~ 7 !HM9011
