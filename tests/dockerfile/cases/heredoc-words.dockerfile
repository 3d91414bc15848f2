FROM alpine
RUN cat <<< x <<EOF<<EOF
RUN cat << EOF
a
EOF
RUN cat <<E"O"F
a
EOF
RUN cat <<$x
a
$x
RUN cat <<\EOF
a
EOF
RUN a<<b
RUN 99999999999<<b
b
RUN x${y:-z}<<EOF
