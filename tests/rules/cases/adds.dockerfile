FROM alpine:3.22
ADD app.tar.gz /opt/
ADD --checksum=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 https://example.com/a /a
ADD https://example.com/b /b
ADD https://github.com/acme/app.git#v1 /c
ADD https://github.com/acme/app.git#8a5b9e1f0c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f /d
ADD conf /etc/app.conf
COPY a b /data
USER 10001
#~ 4 HM4002
#~ 5 HM4002
#~ 7 HM4001
#~ 8 HM4003
