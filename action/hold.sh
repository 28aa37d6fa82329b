#!/usr/bin/env bash
# The command of a server in the background: writes the variables for the later steps to a file, and waits for a signal.
set -euo pipefail
sleeper=
trap 'kill $sleeper 2> /dev/null; exit 0' TERM INT
env | grep '^UNDERSTUDY_' > "$1.partial"
mv "$1.partial" "$1"
while :; do
  sleep 3600 &
  sleeper=$!
  wait "$sleeper"
done
