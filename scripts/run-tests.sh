#!/usr/bin/env bash
# Runs all tests in two halves at once, which take about as long as each other: each leaves a processor idle for much of its time.
# Arguments are passed to a single `bun test` instead.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

run=(node_modules/.bin/bun test --timeout 60000)
if [ $# -gt 0 ]; then
  exec "${run[@]}" "$@"
fi
second=(src test/security test/conformance test/cri test/integration/restart.test.ts test/integration/zygote.test.ts)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${run[@]}" "${second[@]/#/./}" >"$log" 2>&1 &
beside=$!
ignored=()
for path in "${second[@]}"; do
  ignored+=(--path-ignore-patterns "$path" --path-ignore-patterns "$path/**")
done
"${run[@]}" "${ignored[@]}"
status=$?
wait "$beside" || status=$?
cat "$log"
exit "$status"
