{{ if .X }}
one two
three four
FROM alpine:3.22
USER 10001
RUNN x
USER 10001
#~ 1 HM9001
#~ 6 HM9001
