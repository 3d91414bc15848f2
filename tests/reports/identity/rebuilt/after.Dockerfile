FROM debian:12.9
USER 1
