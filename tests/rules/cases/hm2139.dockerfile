FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
ENV NAME=git
RUN choco install -y git
RUN choco install -y git --version=2.51.0
RUN choco install -y packages.config
RUN winget install --exact --id Git.Git
RUN winget install --exact --id Git.Git --version 2.51.0
RUN Install-Module -Name Pester -Force
RUN Install-Module -Name Pester -RequiredVersion 5.7.1 -Force
RUN choco install -y $env:NAME
RUN choco install -y $env:OTHER
RUN choco upgrade -y all
RUN Install-Module Pester -RequiredVersion 5.7.1 -ErrorAction Stop
RUN Install-Module -ErrorAction Stop -Scope AllUsers
#~ only HM2139
#~ 4 HM2139
#~ 5 !HM2139
#~ 6 !HM2139
#~ 7 HM2139
#~ 8 !HM2139
#~ 9 HM2139
#~ 10 !HM2139
#~ 11 HM2139
#~ 12 ?HM2139
#~ 13 !HM2139
#~ 14 !HM2139
#~ 15 !HM2139
