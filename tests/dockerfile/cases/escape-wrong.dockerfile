# syntax=x
# escape=a
FROM alpine
