FROM debian:13-slim AS build
RUN chmod -R 777 /src && chmod u+s /src/x && echo 'root:toor' | chpasswd
FROM debian:13-slim
ARG MODE
COPY --chmod=777 run.sh /run.sh
RUN mkdir -p /data \
    && chmod -R 777 /data
RUN chmod a+w /etc/app.conf
RUN install -m 4755 helper /usr/local/bin/helper
RUN find /opt -type d -exec chmod 0777 {} +
RUN sh -c 'chmod ugo+rwx /srv'
RUN chmod $MODE /srv
RUN chmod u+s,g-w /usr/bin/x
RUN echo 'app:secret' | chpasswd
RUN useradd -p '$6$salt$hash' app && passwd -d app
RUN sudo chown app /data && sudo ls
# Nothing wrong with these:
RUN chmod 1777 /tmp && chmod 755 /run.sh && chmod +x /a && chmod g+s /data && chmod o-w /b
RUN chmod -R g=u /data && mkdir -m 750 /x && echo chmod 777 /etc
RUN useradd -p '!' svc && useradd -p "$(openssl rand -base64 32)" other && passwd -l svc
COPY --chmod=755 --from=build /src/x /x
USER 10001
CMD ["/run.sh"]
#~ 5 HM2108
#~ 7 HM2108
#~ 8 HM2108
#~ 9 HM2110
#~ 10 HM2108
#~ 11 HM2108
#~ 12 ?HM2108
#~ 13 HM2110
#~ 14 HM2109
#~ 15 HM2109
#~ 15 HM2109
#~ 16 HM2107
