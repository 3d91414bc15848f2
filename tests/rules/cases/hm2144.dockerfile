FROM debian:13-slim
RUN ln -sf /bin/bash /bin/sh
RUN ln -s /bin/bash /bin/sh.real && ln -s /bin/sh /usr/local/bin/sh
RUN bash -c "ln -snf bash /usr/bin/sh"
RUN echo ln -sf /bin/bash /bin/sh
RUN <<EOF
ln -sf /bin/bash /bin/sh
EOF
SHELL ["/bin/bash", "-c"]
#~ only HM2144
#~ 2 HM2144
#~ 3 !HM2144
#~ 4 HM2144
#~ 5 !HM2144
#~ 7 HM2144
