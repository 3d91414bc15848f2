FROM alpine:3.22
ARG PASS
ENV DATABASE_URL=postgres://app:Lm4w-f9Tz@db/app
ENV CACHE_URL=redis://cache:6379/0
RUN git clone https://x:${PASS}@example.com/a.git
RUN <<EOF
curl https://bob:Lm4w-f9Tz@example.com/file
EOF
RUN pip install --index-url https://bob:Lm4w-f9Tz@pypi.example.com/simple a==1
ENV MAIL=ann@example.com
#~ only HM2003
#~ 3 HM2003
#~ 4 !HM2003
#~ 5 !HM2003
#~ 7 HM2003
#~ 9 HM2003
#~ 10 !HM2003
#~ ---
FROM alpine:3.22
RUN sed -i "s/PRIV_REPO_PASSWORD/$P/" a && echo http://server:PRIV_REPO_PASSWORD@example.com/
ENV DATABASE_URL=postgres://user:password@localhost/app
#~ only HM2003
#~ 20 !HM2003
#~ 21 HM2003
