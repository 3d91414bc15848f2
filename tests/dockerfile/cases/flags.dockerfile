FROM alpine
COPY --chown="a b":c --from='x' -- --not-a-flag d
RUN --network=none --security=sandbox --mount=from=x,target=/y -- --x
ADD --checksum=sha256:x --keep-git-dir=true --unpack --exclude=a --exclude=b c d
COPY --link=false --parents a b
RUN --mount=type="cache",target=\ x y
