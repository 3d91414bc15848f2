ARG DOC=app.openvex.json
FROM alpine:3.22 AS build
COPY vex.json /
FROM alpine:3.22
ARG DOC
COPY --from=build /out/app.vex.json /usr/share/
ADD $DOC /usr/share/
COPY convex.json app.json /etc/
COPY vex/ /usr/share/vex/
#~ only HM4039
#~ 3 HM4039
#~ 6 HM4039
#~ 7 HM4039
#~ 8 !HM4039
#~ 9 !HM4039
