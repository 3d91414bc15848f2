set -eux; apt-get update \
  && apt-get install -y --no-install-recommends \
    # build tools
    gcc \
    "$PKGS" 'a b'  \
  && rm -rf /var/lib/apt/lists/* ; ( cd /x || exit 1; make -j"$(nproc)" ) | tee >log 2>&1 &
VERSION=`curl -s https://e/x | cut -d\" -f2` && wget "https://e/v${VERSION#v}/a_${VERSION%%-*}.tgz"
