#!/usr/bin/env bash
# npm test: everything that must hold before a change lands. Arguments are passed to `bun test`, which then runs only what they name.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh test
# The rest of `npm run check` is among the tests below: run and counted once.
npm run --silent check:static
npm run --silent build
export PATH="$PATH:/usr/sbin:/sbin"
bun=node_modules/.bin/bun
$bun test/harness/reference.ts
exec $bun scripts/leaks.ts bash scripts/run-tests.sh "$@"
