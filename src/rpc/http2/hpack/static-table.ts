// The static table of RFC 7541 appendix A: fields that every peer knows by number, beginning with 1.
import type { Field } from "./field.ts";

const rows = `
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`;

function parseRow(row: string): Field {
  const space = row.indexOf(" ");
  return space < 0 ? { name: row, value: "" } : { name: row.slice(0, space), value: row.slice(space + 1) };
}

/** Entry `n` of the RFC is `staticTable[n - 1]`. */
export const staticTable: readonly Field[] = rows.trim().split("\n").map(parseRow);

/** For each name of the static table, the number of its first entry. */
export const staticNames: ReadonlyMap<string, number> = new Map(
  staticTable.map(({ name }, index) => [name, index + 1] as const).reverse(),
);
