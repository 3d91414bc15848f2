FROM alpine:3.22
ENV DB_PASSWORD=hunter2 PATH=/app/bin:$PATH
ARG API_KEY=0123456789abcdef
LABEL note="glpat-0aB1cD2eF3gH4iJ5kL6m"
ENV DATABASE_URL=postgres://app:s3cr3t@db/app
RUN wget https://user:s3cr3t@example.com/file
USER 10001
#~ 2 HM2001
#~ 3 HM2001
#~ 4 HM2002
#~ 5 HM2003
#~ 6 HM2003
