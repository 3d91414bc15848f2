FROM alpine
RUN ["a", "b c", "\u00e9\ud83d\ude00\ud800", "\n\t\"\\"]
CMD [ ]
ENTRYPOINT ["a" "b"]
VOLUME ["/a", "/b"]
VOLUME /c /d
SHELL ["/bin/bash", "-c"]
COPY ["a b", "c"]
ADD [a, b]
CMD ['a']
CMD ["a",]
CMD ["a"] x
HEALTHCHECK CMD ["a"]
RUN [ -f x ] && y
RUN [1e999]
