FROM alpine:3.22 AS build
ARG GIT_SSH_COMMAND="ssh -o StrictHostKeyChecking=no -i /k"
RUN GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=no' git clone git@example.com:a/b
RUN echo start && \
    ssh -oStrictHostKeyChecking=no host true
RUN printf 'Host *\n  StrictHostKeyChecking no\n' >> /etc/ssh/ssh_config
RUN echo "StrictHostKeyChecking accept-new" >> /etc/ssh/ssh_config
RUN ssh -o StrictHostKeyChecking=yes host true
RUN echo 'never set StrictHostKeyChecking=nothing'
RUN grep "StrictHostKeyChecking no" /etc/ssh/ssh_config
RUN sed -i 's/StrictHostKeyChecking no/StrictHostKeyChecking yes/' /etc/ssh/ssh_config
RUN ssh-keyscan example.com >> /root/.ssh/known_hosts
RUN ssh-keyscan example.com > known_hosts && ssh-keygen -lf known_hosts | grep SHA256:abc
#~ only HM2116
#~ 2 HM2116
#~ 3 HM2116
#~ 5 HM2116
#~ 6 HM2116
#~ 7 !HM2116
#~ 8 !HM2116
#~ 9 !HM2116
#~ 10 !HM2116
#~ 11 !HM2116
#~ 12 HM2116
#~ 13 !HM2116
#~ ---
FROM alpine:3.22
COPY <<EOF /etc/ssh/ssh_config
Host *
  StrictHostKeyChecking no
EOF
RUN <<EOF
set -e
bash -c "scp -o StrictHostKeyChecking=no a b:"
cat > /root/.ssh/config <<END
Host *
  StrictHostKeyChecking no
END
EOF
ENV GIT_SSH_COMMAND="ssh -i /k"
#~ only HM2116
#~ 29 HM2116
#~ 34 HM2116
#~ 35 HM2116
#~ 40 !HM2116
