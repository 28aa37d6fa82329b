#!/usr/bin/env bash
# The step of action.yml. Runs the command of the input with a server, or starts one in the background, or stops it.
set -euo pipefail

state="$RUNNER_TEMP/understudy"
read -r -a flags <<< "$INPUT_FLAGS"
read -r -a thresholds <<< "$INPUT_THRESHOLDS"

# Installs the package of the input beside the project, whose own packages stay as they are.
if [ -n "$INPUT_PACKAGE" ]; then
  spec="api-understudy@$INPUT_PACKAGE"
  if [ -e "$INPUT_PACKAGE" ]; then spec="$(realpath "$INPUT_PACKAGE")"; fi
  mkdir -p "$state"
  npm install --prefix "$state" --install-links --no-save --no-audit --no-fund --loglevel=error "$spec"
fi
cli="node_modules/.bin/understudy"
if [ -x "$state/node_modules/.bin/understudy" ]; then cli="$state/node_modules/.bin/understudy"; fi
if [ ! -x "$cli" ]; then
  echo "::error::api-understudy is not installed here: add it to the project, or set the input package"
  exit 1
fi

# Adds the report to the job summary, and fails if a threshold is missed. The report itself is that of `exec`.
publish() {
  local status=0
  if [ ${#thresholds[@]} -gt 0 ]; then "$cli" report "$INPUT_REPORT" "${thresholds[@]}" || status=$?; fi
  if [ -f "$INPUT_REPORT/report.md" ]; then cat "$INPUT_REPORT/report.md" >> "$GITHUB_STEP_SUMMARY"; fi
  return "$status"
}

run_command() {
  local status=0
  "$cli" exec --report "$INPUT_REPORT" ${flags[@]+"${flags[@]}"} -- bash -c "$INPUT_COMMAND" || status=$?
  publish || { [ "$status" -ne 0 ] || status=1; }
  return "$status"
}

start_server() {
  mkdir -p "$state"
  rm -f "$state/ready"
  local hold="$(dirname "${BASH_SOURCE[0]}")/hold.sh"
  nohup "$cli" exec --report "$INPUT_REPORT" ${flags[@]+"${flags[@]}"} -- bash "$hold" "$state/ready" \
    > "$state/log" 2>&1 < /dev/null &
  echo $! > "$state/pid"
  until [ -f "$state/ready" ]; do
    if ! kill -0 "$(cat "$state/pid")" 2> /dev/null; then
      cat "$state/log"
      echo '::error::the server did not start'
      exit 1
    fi
    sleep 0.1
  done
  cat "$state/ready" >> "$GITHUB_ENV"
  sed -n 's/^UNDERSTUDY_URL=/url=/p' "$state/ready" >> "$GITHUB_OUTPUT"
}

stop_server() {
  if [ ! -f "$state/pid" ]; then
    echo '::error::no server of an earlier step runs'
    exit 1
  fi
  local pid
  pid="$(cat "$state/pid")"
  rm "$state/pid"
  kill -TERM "$pid" 2> /dev/null || true
  while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
  publish
}

if [ "$INPUT_STOP" = true ]; then stop_server
elif [ -n "$INPUT_COMMAND" ]; then run_command
else start_server
fi
