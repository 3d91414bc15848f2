#!/bin/sh
# A container that lasts: what is not given is asked of it, too.
docker run -d --name web --user root \
    --privileged \
    -v /var/run/docker.sock:/var/run/docker.sock \
    --cap-add SYS_ADMIN --cap-add=NET_BIND_SERVICE \
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --net host --pid=host --ipc host \
    --userns=host --uts host --cgroupns=host \
    -v /etc/shadow:/s:ro -v "$HOME/.ssh:/k" -v "$PWD:/src" \
    --mount type=bind,src=/srv,dst=/srv,bind-propagation=rshared \
    -p 8080:80 -p 127.0.0.1:25:25 -P \
    --memory 0 --cpus=0 --pids-limit -1 --read-only=false \
    --no-healthcheck --restart always --log-driver none \
    --device /dev/sda --tmpfs /run:exec --ulimit nofile=-1 --oom-kill-disable \
    -e DB_PASSWORD=Tr0ub4dor-and-3 -e LOG_LEVEL=info --env-file prod.env \
    nginx:latest /usr/sbin/sshd -D

docker create --name ok --read-only --cap-drop=ALL --security-opt=no-new-privileges \
    -m 512m --cpus 1.5 --pids-limit 200 --health-cmd 'curl -f localhost' -u 1000 \
    --restart on-failure:3 -p 127.0.0.1:8443:8443 \
    nginx:1.29@sha256:0000000000000000000000000000000000000000000000000000000000000000

docker run -d --name bare example/app:1.0
docker run -d $OPTS example/app:1.0
#~ profile all
#~ 3 HM6005
#~ 3 HM6029
#~ 4 HM6001
#~ 5 HM6002
#~ 6 HM6003
#~ 7 HM6006
#~ 7 HM6007
#~ 8 HM6008
#~ 8 HM6009
#~ 8 HM6010
#~ 9 HM6011
#~ 9 HM6012
#~ 9 HM6013
#~ 10 HM6014
#~ 10 HM6014
#~ 11 HM6015
#~ 12 HM6017
#~ 12 HM6017
#~ 12 HM6018
#~ 13 HM6019
#~ 13 HM6020
#~ 13 HM6021
#~ 13 HM6022
#~ 14 HM6023
#~ 14 HM6024
#~ 14 HM6031
#~ 15 HM6032
#~ 15 HM6033
#~ 15 HM6035
#~ 15 HM6035
#~ 16 ?HM6034
#~ 16 HM6030
#~ 17 HM6027
#~ 17 HM6028
#~ 17 HM6036
#~ 24 ?HM6023
#~ 24 ?HM6029
#~ 24 HM6004
#~ 24 HM6005
#~ 24 HM6019
#~ 24 HM6020
#~ 24 HM6021
#~ 24 HM6022
#~ 24 HM6028
#~ 25 ?HM6004
#~ 25 ?HM6005
#~ 25 ?HM6019
#~ 25 ?HM6020
#~ 25 ?HM6021
#~ 25 ?HM6022
#~ 25 ?HM6023
#~ 25 ?HM6029
#~ 25 HM6028
#~ 22 HM6044
