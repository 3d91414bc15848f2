DOCKER ?= docker
IMAGE := example/app
TAG ?= 1.0
RUN = $(DOCKER) run --rm -v $(CURDIR):/src $(IMAGE):$(TAG)

lint:
	@$(RUN) lint

up: build ; $(DOCKER) run -d --name up --privileged $(IMAGE):latest

up-more:
	$(DOCKER) run -d --name more --user=0 --security-opt label=disable \
	  --cap-add=NET_ADMIN --security-opt seccomp:unconfined \
	  --network=host --pid host --ipc=host --uts=host --userns host \
	  --cgroup-parent /x -v /:/host -v /run/podman/podman.sock:/s \
	  -v /srv:/srv:shared -p 80:80 -p 22:22 --restart=unless-stopped \
	  --log-driver=none --device=/dev/kvm --tmpfs /t:suid \
	  --ulimit nproc=-1 -e AWS_SECRET_ACCESS_KEY=Tr0ub4dor-and-3xx \
	  --env-file .env --no-healthcheck \
	  $(IMAGE)

each:
	for i in 1 2; do \
	  $(DOCKER) run --rm -e N=$$i $(EXTRA) $(IMAGE):$$i; \
	done
#~ profile all
#~ 7 HM6028
#~ 9 ?HM6023
#~ 9 ?HM6029
#~ 9 HM6001
#~ 9 HM6005
#~ 9 HM6019
#~ 9 HM6020
#~ 9 HM6021
#~ 9 HM6022
#~ 9 HM6027
#~ 9 HM6028
#~ 12 HM6004
#~ 12 HM6005
#~ 12 HM6007
#~ 12 HM6019
#~ 12 HM6020
#~ 12 HM6021
#~ 12 HM6022
#~ 12 HM6029
#~ 13 HM6003
#~ 13 HM6006
#~ 14 HM6008
#~ 14 HM6009
#~ 14 HM6010
#~ 14 HM6011
#~ 14 HM6012
#~ 15 HM6002
#~ 15 HM6013
#~ 15 HM6014
#~ 16 HM6015
#~ 16 HM6017
#~ 16 HM6017
#~ 16 HM6018
#~ 16 HM6024
#~ 16 HM6036
#~ 17 HM6031
#~ 17 HM6032
#~ 17 HM6033
#~ 18 HM6030
#~ 18 HM6035
#~ 19 ?HM6034
#~ 19 HM6023
#~ 20 HM6027
#~ 20 HM6028
#~ 24 ?HM6027
#~ 24 ?HM6028
#~ 24 ?HM6044
