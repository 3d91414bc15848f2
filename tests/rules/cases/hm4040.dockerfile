FROM python:3.14-slim
CMD ["python3", "app.py"]
#~ only HM4040
#~ 2 HM4040
#~ ---
FROM python:3.14-slim AS base
ENV PYTHONUNBUFFERED=1
FROM base
ENTRYPOINT ["/usr/local/bin/python", "-m", "app"]
#~ only HM4040
#~ 9 !HM4040
#~ ---
FROM python:3.14-slim
CMD ["python", "-Bu", "app.py"]
#~ only HM4040
#~ 14 !HM4040
#~ ---
FROM python:3.14-slim
ENTRYPOINT ["gunicorn", "app:app"]
CMD ["python"]
#~ only HM4040
#~ 19 !HM4040
#~ ---
FROM python:3.14-slim AS build
CMD ["python", "build.py"]
FROM python:3.14-slim
ENTRYPOINT ["python", "-W", "-u.py"]
#~ only HM4040
#~ 25 !HM4040
#~ 27 !HM4040
