FROM debian:12-slim AS build
RUN echo 'PermitRootLogin yes' >> /etc/ssh/sshd_config
FROM debian:12-slim
RUN echo 'PermitRootLogin yes' >> /etc/ssh/sshd_config
RUN mkdir /run/sshd && \
    sed -i 's/#\?PermitRootLogin prohibit-password/PermitRootLogin yes/' /etc/ssh/sshd_config
RUN sed -ri 's|^#?PermitEmptyPasswords.*|PermitEmptyPasswords yes|' /etc/ssh/sshd_config
RUN sed -i 's/PermitRootLogin yes/PermitRootLogin no/' /etc/ssh/sshd_config
RUN sed -i 's/PermitRootLogin yes//' /etc/ssh/sshd_config
RUN echo '# PermitRootLogin yes' >> /etc/ssh/sshd_config
RUN grep -q 'PermitRootLogin yes' /etc/ssh/sshd_config || true
RUN echo 'PermitRootLogin prohibit-password' >> /etc/ssh/sshd_config
CMD ["/usr/sbin/sshd", "-D", "-o", "PermitRootLogin=yes"]
#~ only HM3020
#~ 2 !HM3020
#~ 4 HM3020
#~ 6 HM3020
#~ 7 HM3020
#~ 8 !HM3020
#~ 9 !HM3020
#~ 10 !HM3020
#~ 11 !HM3020
#~ 12 !HM3020
#~ 13 HM3020
#~ ---
FROM debian:12-slim
COPY <<EOF /etc/ssh/sshd_config.d/a.conf
Port 22
permitrootlogin yes
EOF
RUN printf 'PermitRootLogin no\nPermitEmptyPasswords yes\n' | tee -a /etc/ssh/sshd_config
#~ only HM3020
#~ 28 HM3020
#~ 31 HM3020
