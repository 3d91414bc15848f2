# escape=  
FROM alpine
