#!/usr/bin/env bash
# npm run demo: from a fresh clone to a container running from an image, in one command.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh demo
if [ ! -x dist/tsrt ] || [ -n "$(find src scripts/build-binary.ts package-lock.json -newer dist/tsrt -print -quit)" ]; then
  npm run --silent build
fi
exec node_modules/.bin/bun scripts/demo.ts
