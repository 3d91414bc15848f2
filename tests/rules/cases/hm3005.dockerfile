FROM alpine:3.22 AS build
RUN --network=host curl http://localhost/
RUN --network=none true
FROM alpine:3.22
RUN --network=default docker run --network=host a
RUN --network=host <<EOF
true
EOF
#~ only HM3005
#~ 2 HM3005
#~ 3 !HM3005
#~ 5 !HM3005
#~ 6 HM3005
