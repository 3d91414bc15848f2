FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04 AS base
RUN apt-get install -y cuda-toolkit-12-9
FROM base
RUN bash -c "apt-get install -y cuda"
RUN apt-get install -y cudnn9-cuda-12 libcudnn9-cuda-12
RUN <<EOF
apt-get install -y nvidia-cuda-toolkit
EOF
FROM ubuntu:24.04
RUN apt-get install -y cuda-toolkit-12-9
#~ only HM4045
#~ 2 HM4045
#~ 4 HM4045
#~ 5 !HM4045
#~ 7 HM4045
#~ 10 !HM4045
