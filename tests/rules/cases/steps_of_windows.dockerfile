# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2025
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
RUN iex ((New-Object Net.WebClient).DownloadString('https://example.com/install.ps1'))
RUN Invoke-WebRequest https://example.com/a.ps1 | iex
RUN Invoke-WebRequest -SkipCertificateCheck `
      https://example.com/a.zip -OutFile C:\a.zip
RUN Get-ChildItem | Select-Object Name; Write-Host 'apt-get install x'
SHELL ["cmd", "/S", "/C"]
RUN curl.exe -k -o C:\b.zip https://example.com/b.zip
RUN powershell -Command "Invoke-RestMethod https://example.com/c.ps1 | Invoke-Expression"
RUN dir | find "x" && cd C:\app
USER ContainerUser
CMD ["app.exe"]
#~ 4 HM2101
#~ 5 HM2101
#~ 6 HM2102
#~ 10 HM2102
#~ 11 HM2101
