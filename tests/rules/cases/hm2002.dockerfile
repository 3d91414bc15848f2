FROM alpine:3.22 AS build
RUN <<EOF
echo glpat-Zx8Qw3Er5Ty7Ui9Op2As > /t
EOF
FROM alpine:3.22
LABEL note="glpat-xxxxxxxxxxxxxxxxxxxx"
ARG PREFIX=glpat-
RUN echo "${PREFIX}token"
LABEL contact="glpat-Zx8Qw3Er5Ty7Ui9Op2As"
# glpat-Zx8Qw3Er5Ty7Ui9Op2As
COPY <<EOF /a
key: sk_live_<your key>
EOF
#~ only HM2002
#~ 3 HM2002
#~ 6 !HM2002
#~ 8 !HM2002
#~ 9 HM2002
#~ 10 HM2002
#~ 12 !HM2002
