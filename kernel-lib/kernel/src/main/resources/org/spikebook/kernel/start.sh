#!/bin/sh
# Starts the kernel: runs the command that is given. The JVM warns of every incubator module in the first line of standard error; that
# line is dropped, the rest passes.
pipe=$(mktemp -u "${TMPDIR:-/tmp}/spikebook.XXXXXXXX") && mkfifo -m 600 "$pipe" || exec "$@"
(
  trap '' INT
  IFS= read -r line || [ -n "$line" ] || exit 0
  case $line in
    'WARNING: Using incubator modules: jdk.incubator.vector') ;;
    *) printf '%s\n' "$line" ;;
  esac
  exec cat
) <"$pipe" >&2 &
exec 2>"$pipe"
rm -f "$pipe"
exec "$@"
