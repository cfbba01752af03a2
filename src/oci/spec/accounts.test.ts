import { expect, test } from "bun:test";
import { readAccounts } from "./accounts.ts";
import type { RootView } from "./rootview.ts";
import { resolveUser } from "./user.ts";

const passwd = `root:x:0:0:root:/root:/bin/sh
web:x:33:33:web:/var/www:/bin/false

short
big:x:4294967296:1::/:
negative:x:-1:1::/:
4294967296:x:0:0::/:
2147483647:x:0:0::/:`;

const group = `root:x:0:web
web:x:33:
adm:x:4:web,root
wheel:x:10:root
huge:x:99999999999:evil`;

const accounts = readAccounts(rootWith({ "etc/passwd": passwd, "etc/group": group }));

function rootWith(files: Record<string, string>): RootView {
  return { read: (path) => files[path], [Symbol.dispose]: () => {} };
}

test("names and numbers are resolved with primary and supplementary groups", () => {
  const cases: [string, object][] = [
    ["web", { uid: 33, gid: 33, additionalGids: [33, 0, 4] }],
    ["33", { uid: 33, gid: 33, additionalGids: [33, 0, 4] }],
    ["web:adm", { uid: 33, gid: 4, additionalGids: [4, 0] }],
    ["web:7", { uid: 33, gid: 7, additionalGids: [7, 0, 4] }],
    ["1000", { uid: 1000, gid: 0, additionalGids: [0] }],
    ["1000:1001", { uid: 1000, gid: 1001, additionalGids: [1001] }],
    ["2147483647", { uid: 2147483647, gid: 0, additionalGids: [0] }],
    ["root", { uid: 0, gid: 0, additionalGids: [0, 4, 10] }],
  ];
  for (const [text, user] of cases) {
    expect(resolveUser(text, accounts)).toEqual(user as never);
  }
});

test("ids out of range, broken lines and unknown names are errors, never root", () => {
  const bad = {
    "4294967296": "uid out of range",
    "2147483648": "uid out of range",
    "99999999999999999999": "uid out of range",
    "-1": "uid out of range",
    "0:4294967296": "gid out of range",
    big: "gives",
    negative: "gives",
    short: "gives",
    nobody: "no users found",
    "web:nogroup": "no groups found",
    "web:huge": "gives",
    "a:b:c": "invalid USER value",
  };
  for (const [text, message] of Object.entries(bad)) {
    expect(() => resolveUser(text, accounts), text).toThrow(message);
  }
});

test("an image without passwd and group can run as numeric ids", () => {
  const none = readAccounts(rootWith({}));
  expect(resolveUser("5", none)).toEqual({ uid: 5, gid: 0, additionalGids: [0] });
  expect(() => resolveUser("web", none)).toThrow("no users found");
});
