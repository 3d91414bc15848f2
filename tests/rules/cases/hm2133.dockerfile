FROM python:3.14-slim AS build
RUN pip install build
FROM python:3.14-slim
ARG V=1.0
ARG P
RUN pip install flask
RUN pip install flask==$V 'django<6' -r requirements.txt .
RUN pip install -c constraints.txt flask
RUN pip install $P
RUN bash -c "python3 -m pip install flask[async]"
RUN pip install git+https://github.com/a/b.git@v1 ./a.whl
RUN <<EOF
pip3 install --upgrade pip
EOF
#~ only HM2133
#~ 2 HM2133
#~ 6 HM2133
#~ 7 !HM2133
#~ 8 !HM2133
#~ 9 ?HM2133
#~ 10 HM2133
#~ 11 !HM2133
#~ 13 HM2133
