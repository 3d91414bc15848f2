#!/bin/sh
docker service create --name web --publish published=8080,target=80 --limit-memory 1g --limit-cpu 1 nginx:1.29
docker service create --name api --restart-condition on-failure --restart-max-attempts 5 --read-only nginx:1.29
docker service create --name once --mode replicated-job --restart-condition=none -p 8081:80 example/once:1.0
docker service create --name all --mode=global-job --restart-condition any example/all:1.0
docker service create --name hung --restart-condition any --limit-memory 1g example/hung:1.0
docker service create --name few --restart-max-attempts 3 --limit-memory 1g example/few:1.0
#~ only HM6017 HM6019 HM6022 HM6024
#~ 2 HM6017 medium
#~ 2 HM6022
#~ 3 HM6019
#~ 3 !HM6024
#~ 4 HM6017 low
#~ 4 !HM6019
#~ 4 !HM6022
#~ 5 HM6024
#~ 5 !HM6019
#~ 6 HM6022
#~ 6 HM6024
#~ 7 HM6022
#~ 7 !HM6024
