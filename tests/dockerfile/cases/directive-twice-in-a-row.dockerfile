# escape=\
# ESCAPE = `
FROM alpine
