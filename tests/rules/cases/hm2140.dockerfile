FROM alpine:3.22
RUN cd /src && make
RUN set -e; cd /src; make
RUN (cd /src && make) && echo done
RUN make && cd /src
RUN bash -c "cd /src && make"
RUN cd src && make
RUN make -C /src && echo cd /src
RUN <<EOF
cd /src
make
EOF
#~ only HM2140
#~ 2 HM2140
#~ 3 HM2140
#~ 4 !HM2140
#~ 5 HM2140
#~ 6 !HM2140
#~ 7 HM2140
#~ 8 !HM2140
#~ 10 HM2140
