FROM alpine:3.22 AS build
RUN git clone git@github.com:acme/app.git
RUN --mount=type=ssh git clone git@github.com:acme/app.git
RUN git clone https://github.com/acme/app.git
RUN bash -c "aws s3 cp s3://bucket/a /a"
RUN aws configure list && aws --version
RUN --mount=type=secret,id=aws,target=/root/.aws/credentials aws s3 cp s3://bucket/a /a
RUN echo docker login
RUN <<EOF
npm publish
EOF
#~ only HM2007
#~ 2 HM2007
#~ 3 !HM2007
#~ 4 !HM2007
#~ 5 HM2007
#~ 6 !HM2007
#~ 7 !HM2007
#~ 8 !HM2007
#~ 10 HM2007
