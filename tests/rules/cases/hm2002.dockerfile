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
#~ ---
FROM debian:12-slim
COPY <<EOF /root/.aws/credentials
[default]
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYzzzKqpLm4wf9
region = eu-west-1
EOF
RUN echo "DB_PASSWORD=Lm4wf9Tz8Q" >> /app/.env
RUN echo "DB_PASSWORD=Lm4wf9Tz8Q"
RUN echo "DB_PASSWORD=$DB_PASSWORD" >> /app/.env
RUN true && \
    export DB_PASSWORD=Lm4wf9Tz8Q && ./migrate
RUN <<EOF
set -e
cat > /root/.netrc <<X
machine example.com login a password Lm4wf9Tz8Q
X
EOF
RUN npm config set //registry.example.com/:_authToken Lm4wf9Tz8Qab
RUN aws configure set aws_secret_access_key Lm4wf9Tz8Qab
RUN echo Lm4wf9Tz8Q | docker login -u a --password-stdin example.com
RUN echo 'password: changeme' > /etc/app.yaml
RUN echo 'password: ${DB_PASSWORD}' > /etc/app.yaml
RUN echo 'Password: please type it in' > /etc/motd
COPY <<'EOF' /etc/app.json
{
  "user": "app",
  "password": "Lm4wf9Tz8Q",
  "password_file": "/run/secrets/p",
  "token_ttl": "3600"
}
EOF
#~ only HM2002
#~ 67 HM2002
#~ 70 HM2002
#~ 71 !HM2002
#~ 72 !HM2002
#~ 74 HM2002
#~ 78 HM2002
#~ 81 HM2002
#~ 82 HM2002
#~ 83 HM2002
#~ 84 HM2002
#~ 85 !HM2002
#~ 86 !HM2002
#~ 90 HM2002
#~ ---
FROM node:24
ENV NPM_TOKEN=Lm4wf9Tz8Q
RUN echo "//registry.example.com/:_authToken=${NPM_TOKEN}" > .npmrc
#~ only HM2001 HM2002
#~ 111 HM2001
#~ 112 !HM2002
