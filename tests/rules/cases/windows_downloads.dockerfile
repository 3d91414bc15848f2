# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2025
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]
RUN Set-ExecutionPolicy Bypass -Scope Process -Force; `
    [Net.ServicePointManager]::SecurityProtocol = 3072; `
    iex ((New-Object System.Net.WebClient).DownloadString('https://example.com/install.ps1'))
RUN iex (iwr -UseBasicParsing https://example.com/a.ps1)
RUN (Invoke-WebRequest https://example.com/b.ps1).Content | Invoke-Expression
RUN iex "& { $(irm https://example.com/c.ps1) } -Quiet"
RUN & ([scriptblock]::Create((irm https://example.com/d.ps1))) -Quiet
RUN $s = irm https://example.com/settings.json; Set-Content C:\s.json $s
RUN iex 'Write-Host done'
RUN [Net.ServicePointManager]::ServerCertificateValidationCallback = { $true }; `
    Invoke-WebRequest 'https://example.com/a.json' -OutFile C:\a.json
RUN irm https://example.com/a.json -skipcertificatecheck | Out-Null
RUN irm https://example.com/a.json -SkipCertificateCheck:$false | Out-Null
RUN $env:NODE_TLS_REJECT_UNAUTHORIZED = '0'; node build.js
RUN (New-Object Net.WebClient).DownloadFile('http://example.com/a.json', 'C:\a.json')
RUN if (-not (Test-Path C:\b.json)) { Invoke-WebRequest -Uri http://example.com/b.json -OutFile C:\b.json }
RUN Invoke-WebRequest 'https://example.com/tool.zip' -OutFile tool.zip; `
    Expand-Archive tool.zip -DestinationPath C:\tool
RUN Invoke-WebRequest "https://example.com/a.msi" -OutFile "$env:TEMP\a.msi"; `
    Start-Process msiexec.exe -ArgumentList '/i', "$env:TEMP\a.msi", '/qn' -Wait
RUN Invoke-WebRequest https://example.com/Setup.exe -OutFile C:\Setup.exe; & C:\Setup.exe /S
RUN Invoke-WebRequest https://example.com/Setup.exe -OutFile C:\Setup.exe; `
    if ((Get-FileHash C:\Setup.exe).Hash -ne $env:SUM) { throw 'wrong' }; & C:\Setup.exe /S
SHELL ["cmd", "/S", "/C"]
RUN if not exist C:\x (curl.exe -k -o C:\x http://example.com/x) else (echo there)
RUN powershell -NoProfile -ExecutionPolicy Bypass -Command "iex (irm 'https://example.com/e.ps1')"
RUN powershell -EncodedCommand aQBlAHgAIAAoAGkAcgBtACAAeAApAA==
RUN cmd /S /C "powershell iex (irm https://example.com/f.ps1) & echo done"
RUN echo apt-get install -y curl ^& apt-get update
RUN choco install -y a -s http://packages.example.com/
USER ContainerUser
CMD ["app.exe"]
#~ only HM2101 HM2102 HM2103 HM2105 HM2106 HM2111 HM2114 HM2130
#~ 6 HM2101
#~ 7 HM2101
#~ 8 HM2101
#~ 9 HM2101
#~ 10 HM2101
#~ 13 HM2103
#~ 15 HM2102
#~ 17 HM2103
#~ 18 HM2105
#~ 19 HM2105
#~ 20 HM2106
#~ 22 HM2106
#~ 24 HM2106
#~ 28 HM2102
#~ 28 HM2105
#~ 29 HM2101
#~ 30 HM2101
#~ 31 HM2101
#~ 33 HM2105
