FROM alpine:3.22
RUN a && \

    b
RUN c && \
# a comment is no empty line
    d
COPY <<EOF /x

EOF
RUN e
#~ only HM4027
#~ 2 HM4027
#~ 6 !HM4027
#~ 8 !HM4027
#~ ---
FROM alpine:3.22
COPY a \


  /a
#~ only HM4027
#~ 18 HM4027
