FROM alpine:3.22
# hadolint ignore=DL3003 because we must
RUN cd /tmp && ls
# hadolint ignore=DL3003 # because we must
RUN cd /tmp && ls
# hadolint runs over this file too
COPY <<EOF /a
# hadolint ignore=DL3003 in a file that is copied
EOF
#~ only HM9010
#~ 2 HM9010
#~ 4 !HM9010
#~ 6 !HM9010
#~ 8 !HM9010
