FROM alpine
ENV a=b c="d e" f='g h' i=j\ k l=
ENV legacy value with  spaces
ENV "quoted key" v
LABEL a=b "c d"=e\
 f=g
LABEL one two
ARG x
ARG y=1 z="2 3" w
ENV trailing=x\
