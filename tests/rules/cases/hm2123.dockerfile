FROM python:3.14-slim AS build
RUN pip install a==1
FROM python:3.14-slim AS env
ENV PIP_NO_CACHE_DIR=1
RUN pip install a==1
FROM python:3.14-slim
RUN pip install a==1
RUN pip3 install --no-cache-dir a==1
RUN --mount=type=cache,target=/root/.cache/pip pip install a==1
RUN bash -c "python3 -m pip install -r requirements.txt"
RUN pip install a==1 && pip cache purge
RUN PIP_NO_CACHE_DIR=1 pip install a==1 && echo pip install b
RUN <<EOF
uv pip install a==1
EOF
#~ only HM2123
#~ 2 !HM2123
#~ 5 !HM2123
#~ 7 HM2123
#~ 8 !HM2123
#~ 9 !HM2123
#~ 10 HM2123
#~ 11 !HM2123
#~ 12 !HM2123
#~ 14 HM2123
