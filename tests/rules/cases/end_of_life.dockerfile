FROM python:3.7-slim AS a
FROM node:22-buster
COPY --from=a /x /x
USER node
#~ 1 HM1006
#~ 2 HM1005
#~ 2 HM1006
#~ 2 HM4012
