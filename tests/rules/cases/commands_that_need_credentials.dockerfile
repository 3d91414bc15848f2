FROM alpine:3.22 AS build
RUN git clone git@github.com:acme/a.git && git clone https://github.com/acme/b.git
RUN --mount=type=ssh git clone ssh://git@github.com/acme/c.git
RUN aws s3 cp s3://acme/model /model
RUN aws --version && aws configure set default.region eu-west-1
RUN echo git clone git@github.com:acme/d.git
RUN gcloud auth configure-docker
FROM alpine:3.22
COPY --from=build /a /a
USER 10001
#~ 2 HM2007
#~ 4 HM2007
