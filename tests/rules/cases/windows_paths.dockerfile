# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
WORKDIR C:\app
COPY app.exe C:\app\
CMD app.exe
