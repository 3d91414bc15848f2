FROM registry.example.com/team/base:1.4
CMD ["serve"]
#~ 1 HM3001
#~ 1 ?HM1004
#~ 1 ?HM4012
