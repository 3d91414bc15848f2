FROM alpine
MAINTAINER a b <c>
