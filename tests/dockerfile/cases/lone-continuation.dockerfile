FROM alpine
\
 RUN x
\
