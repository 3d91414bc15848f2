# nothing
#~ 1 HM9001
