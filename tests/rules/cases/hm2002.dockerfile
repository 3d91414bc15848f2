FROM alpine:3.22 AS build
RUN <<EOF
echo glpat-Zx8Qw3Er5Ty7Ui9Op2As > /t
EOF
FROM alpine:3.22
LABEL note="glpat-xxxxxxxxxxxxxxxxxxxx"
ARG PREFIX=glpat-
RUN echo "${PREFIX}token"
LABEL contact="glpat-Zx8Qw3Er5Ty7Ui9Op2As"
# glpat-Zx8Qw3Er5Ty7Ui9Op2As
COPY <<EOF /a
key: sk_live_<your key>
EOF
#~ only HM2002
#~ 3 HM2002
#~ 6 !HM2002
#~ 8 !HM2002
#~ 9 HM2002
#~ 10 HM2002
#~ 12 !HM2002
#~ ---
FROM alpine:3.22
ARG PASS
RUN mysql -uroot -pLm4wf9Tz -e 'select 1'
RUN mysql -uroot -p$PASS -p"$PASS" -e 'select 1'
RUN PGPASSWORD=Lm4wf9Tz psql -c 'select 1'
RUN SECRET_KEY_BASE=Lm4wf9Tz bundle exec rake assets:precompile
RUN echo --password=Lm4wf9Tz
RUN useradd --password Lm4wf9Tz app
RUN curl -u bob:$PASS -o a https://example.com/a && \
    wget --http-password=Lm4wf9Tz https://example.com/a
RUN curl -u "bob:$PASS" https://example.com/a
RUN gh auth login --with-token < /run/secrets/t
RUN app --password-file /run/secrets/p --token-ttl 3600 --no-password --secret id=a
RUN docker run -p 8080:80 app
HEALTHCHECK CMD redis-cli -a Lm4wf9Tz ping
ENTRYPOINT ["sh", "-c", "exec app --db-password Lm4wf9Tz"]
CMD ["--requirepass", "Lm4wf9Tz"]
#~ only HM2002
#~ 24 HM2002
#~ 25 !HM2002
#~ 26 HM2002
#~ 27 !HM2002
#~ 28 !HM2002
#~ 29 !HM2002
#~ 31 HM2002
#~ 32 !HM2002
#~ 33 !HM2002
#~ 34 !HM2002
#~ 35 !HM2002
#~ 36 HM2002
#~ 37 HM2002
#~ 38 HM2002
#~ ---
FROM alpine:3.22
CMD ["java", "-Ddb.password=Lm4wf9Tz", "-jar", "a.jar"]
ENTRYPOINT ["mysqld", "--user=mysql"]
HEALTHCHECK CMD ["mysqladmin", "ping", "-h", "localhost"]
#~ only HM2002
#~ 56 HM2002
#~ 57 !HM2002
#~ 58 !HM2002
