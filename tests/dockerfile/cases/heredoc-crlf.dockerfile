FROM alpine
RUN <<EOF
a

EOF
CMD x
