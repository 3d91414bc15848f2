#!/bin/sh
# The passwords come as files from the engine's secrets, and never stand in the image.
set -eu
exec /srv/game/server.x86_64 -password-file /run/secrets/server_password "$@"
