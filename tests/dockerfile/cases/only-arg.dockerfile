ARG x
