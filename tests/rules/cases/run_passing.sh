#!/usr/bin/env bash
# What does one task and ends: nothing that is not given is asked of it, and faults are one level lower.
set -eu
docker run --rm -it -v "$PWD:/src:ro" -w /src golangci/golangci-lint:v2.1 golangci-lint run
docker run --rm --privileged tonistiigi/binfmt:qemu-v9.2 --install all
version=$(docker run --rm example/app:1.0 version | cut -d ' ' -f 2)
docker build -t local/app . && docker run --rm local/app test
sudo docker run --rm --net=host -u root "$IMAGE" "$version"
docker run --rm tools lint
docker run --rm -e GITHUB_TOKEN -e TOKEN="$TOKEN" -e API_KEY=Tr0ub4dor-and-3 example/app
docker run --rm example/app:1.0 --privileged -v /:/host
docker exec web docker run --privileged x
docker run --rm -v "$DIR":/data -v /:/host:ro example/app:1.0
podman run --rm quay.io/podman/hello
#~ profile all
#~ 4 HM6028
#~ 5 HM6001
#~ 5 HM6028
#~ 6 HM6028
#~ 8 ?HM6027
#~ 8 ?HM6028
#~ 8 HM6008
#~ 8 HM6029
#~ 9 ?HM6027
#~ 9 ?HM6028
#~ 10 HM6027
#~ 10 HM6028
#~ 10 HM6030
#~ 11 HM6028
#~ 13 ?HM6014
#~ 13 HM6014
#~ 13 HM6028
#~ 14 HM6027
#~ 14 HM6028
#~ 8 ?HM6044
