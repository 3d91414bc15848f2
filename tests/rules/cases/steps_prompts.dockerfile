FROM debian:13-slim AS a
RUN apt-get update && apt-get install --no-install-recommends tool=1.0
RUN apt-get update \
    && apt-get upgrade
RUN bash -c "apt-get update; apt-get -q install tool=1.0"
RUN sudo apt-get remove tool
ARG OPTIONS
RUN apt-get $OPTIONS install tool=1.0
FROM rockylinux:9 AS b
RUN yum install tool-1.0
RUN microdnf update
FROM opensuse/leap:16.0 AS c
RUN zypper install tool=1.0
# Answered, or nothing to ask:
RUN zypper --non-interactive install tool=1.0 && zypper in -y tool=1.0 && zypper -n dup
RUN apt-get -qq install tool=1.0 && apt-get install -yq tool=1.0 && apt-get --assume-yes install tool=1.0
RUN yes | apt-get install tool=1.0 && apt-get clean && apt-get install tool=1.0 -q=2
RUN echo apt-get install tool && dnf -y install tool-1.0 && yum --assumeyes remove tool
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=a /a /a
COPY --from=b /b /b
COPY --from=c /c /c
ENTRYPOINT ["/a"]
#~ 2 HM2111
#~ 4 HM2111
#~ 5 HM2111
#~ 6 HM2107
#~ 6 HM2111
#~ 8 ?HM2111
#~ 10 HM2111
#~ 11 HM2111
#~ 13 HM2111
