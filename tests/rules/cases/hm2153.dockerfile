FROM nvidia/cuda:12.9.1-devel-ubuntu24.04 AS build
RUN nvidia-smi
RUN python3 -c "import torch; print(torch.cuda.is_available())"
RUN python3 -c "import torch; print(torch.__version__)"
RUN nvidia-smi || true
RUN if nvidia-smi; then echo yes; fi
RUN echo nvidia-smi
RUN bash -c "nvidia-smi -L"
HEALTHCHECK CMD nvidia-smi
CMD nvidia-smi && serve
#~ only HM2153
#~ 2 HM2153
#~ 3 HM2153
#~ 4 !HM2153
#~ 5 !HM2153
#~ 6 !HM2153
#~ 7 !HM2153
#~ 8 HM2153
#~ 9 !HM2153
#~ 10 !HM2153
