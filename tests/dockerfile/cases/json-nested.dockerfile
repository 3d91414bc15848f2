FROM alpine
CMD [["a"], {"b": [null, true]}]
