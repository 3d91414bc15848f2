
# escape=`
FROM alpine
RUN a `
