# one
  # two
#
# three
FROM alpine
# four

# five
RUN a \
# inside
   # also inside
  b \

  c
# last
