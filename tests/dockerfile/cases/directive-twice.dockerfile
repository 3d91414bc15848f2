# escape=\
#
# escape=`
FROM alpine
