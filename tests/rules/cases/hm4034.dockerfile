FROM alpine:3.22 AS linux
COPY --chown=app a /a
STOPSIGNAL SIGTERM
FROM mcr.microsoft.com/windows/nanoserver:ltsc2025 AS windows
COPY --chown=app a C:/a
STOPSIGNAL SIGTERM
FROM windows
ADD --chown=app b C:/b
COPY c C:/c
#~ only HM4034
#~ 2 !HM4034
#~ 3 !HM4034
#~ 5 HM4034
#~ 6 HM4034
#~ 8 HM4034
#~ 9 !HM4034
