#!/bin/sh
# Runs the arguments of a container: flags are those of `understudy start`, and what is no program is a command of understudy.
set -eu
case "${1:-}" in
  -v | --version) set -- understudy "$@" ;;
  '' | -*) set -- understudy start "$@" ;;
  *) which "$1" > /dev/null || set -- understudy "$@" ;;
esac
# In place of the shell, so that the server receives the signals.
exec "$@"
