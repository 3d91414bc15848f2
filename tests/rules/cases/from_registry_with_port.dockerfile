FROM registry.example.com:5000/app
USER 10001
#~ 1 HM1001
#~ 1 ?HM1004
#~ 1 ?HM4012
