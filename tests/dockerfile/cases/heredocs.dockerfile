FROM alpine
RUN <<EOF cat <<-"TABS" 3<<'three' && echo <<'not quoted
a $b
EOF
CMD x
