FROM alpine:3.22
WORKDIR /app
COPY . .
RUN rm -f .env
RUN rm -rf .ssh && rm -f README.md
RUN ssh-keygen -t ed25519 -f /root/.ssh/id_ed25519 && rm /root/.ssh/id_ed25519
RUN rm /opt/id_rsa
RUN curl -o /root/.netrc https://example.com/netrc
RUN rm /root/.netrc
#~ only HM2009
#~ 4 HM2009
#~ 5 HM2009
#~ 6 !HM2009
#~ 7 !HM2009
#~ 9 HM2009
#~ ---
FROM alpine:3.22 AS build
COPY . /src
RUN rm /src/.env
FROM alpine:3.22
COPY --from=build /src/app /app/
COPY id_rsa /root/.ssh/id_rsa
RUN rm /root/.ssh/id_rsa
COPY conf /etc/app/
RUN bash -c "rm -f /etc/app/credentials.json"
#~ only HM2009
#~ 19 !HM2009
#~ 23 !HM2009
#~ 25 HM2009
#~ ---
FROM alpine:3.22
COPY . /app
RUN rm /app/.env
-- .env --
A=b
#~ only HM2009
#~ 33 !HM2009
