#!/usr/bin/env bash
# Runs all tests in two halves at once: the tests of src, with one that mostly waits, and the tests of test/. Each half leaves a
# processor idle for much of its time. Arguments are passed to a single `bun test` instead.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

run=(node_modules/.bin/bun test --timeout 60000)
if [ $# -gt 0 ]; then
  exec "${run[@]}" "$@"
fi
waits=test/integration/restart.test.ts
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${run[@]}" ./src "./$waits" >"$log" 2>&1 &
beside=$!
"${run[@]}" --path-ignore-patterns "$waits" ./test
status=$?
wait "$beside" || status=$?
cat "$log"
exit "$status"
