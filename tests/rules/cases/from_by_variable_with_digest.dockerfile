ARG IMG=alpine:3.22@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
FROM ${IMG}
USER 10001
#~ profile strict
