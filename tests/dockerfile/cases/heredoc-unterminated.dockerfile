FROM alpine
RUN <<EOF
USER root
EOF 
CMD x
