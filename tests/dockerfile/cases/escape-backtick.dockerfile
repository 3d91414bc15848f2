# escape=`
FROM mcr.microsoft.com/windows/nanoserver
COPY testfile.txt c:\\
RUN dir `
    c:\
ENV A="b`"c" D=e` f
