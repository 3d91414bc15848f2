#!/bin/sh
exec /srv/game/server.x86_64 "$@"
