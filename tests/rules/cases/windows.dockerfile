# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2025
WORKDIR C:\app
COPY app.exe .
CMD app.exe
#~ 2 HM3001
