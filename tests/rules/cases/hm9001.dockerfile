FROM alpine:3.22
CPOY a b
RUN --mount=type=nonsense true
RUN echo CPOY a b
COPY a
ENV
#~ only HM9001
#~ 2 HM9001
#~ 3 HM9001
#~ 4 !HM9001
#~ 5 HM9001
#~ 6 HM9001
#~ ---
RUN true
FROM alpine:3.22
#~ only HM9001
#~ 14 HM9001
#~ 15 !HM9001
#~ ---
# only a comment
FROM alpine:3.22
ONBUILD FROM alpine:3.22
#~ only HM9001
#~ 21 !HM9001
