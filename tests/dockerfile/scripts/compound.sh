if ! command -v curl >/dev/null; then apk add curl; elif [ -n "${X:-}" ]; then :; else exit 1; fi
for p in a "b c" $(cat list); do pip install "$p"; done 2>/dev/null
while read -r line
do echo "$line"
done <<EOF | sort
a $(b) \$c
EOF
case "$(uname -m)" in
  x86_64|amd64) arch=amd64 ;;
  (aarch64) arch=arm64;;
  *) echo "unsupported" >&2; exit 1
esac
f() { local x=1; g "$@" || return 1; } >&2
until f; do sleep 1; done
{ a; b & } && ! c | d
