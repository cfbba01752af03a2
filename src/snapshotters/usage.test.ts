import { afterAll, expect, test } from "bun:test";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskUsage } from "./usage.ts";

const top = fs.mkdtempSync(join(tmpdir(), "usage-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

test("files and directories may come and go while a tree is counted", async () => {
  const busy =
    "until [ -e end ]; do mkdir -p a/b/c; for i in 1 2 3 4 5; do : >a/$i; : >a/b/$i; done; rm -r a; done";
  const root = join(top, "busy");
  fs.mkdirSync(join(root, "kept"), { recursive: true });
  const container = Bun.spawn(["sh", "-c", busy], { cwd: root });
  try {
    for (let round = 0; round < 3000; round++) {
      expect((await diskUsage(root)).inodes).toBeGreaterThanOrEqual(2);
    }
  } finally {
    fs.writeFileSync(join(root, "end"), "");
    await container.exited;
  }
});

test("when a directory is moved while it is counted, only its own count is incomplete", async () => {
  const root = join(top, "moved");
  const upper = join(root, ...Array<string>(40).fill("d"));
  const deep = join(upper, ...Array<string>(10).fill("d"));
  fs.mkdirSync(deep, { recursive: true });
  for (let file = 0; file < 5000; file++) {
    fs.writeFileSync(join(deep, String(file)), "");
  }
  fs.mkdirSync(join(root, "last"));
  const counting = diskUsage(root);
  // The files are too many for one turn: it is seen among them.
  while (!isOpen(deep)) {
    await new Promise(setImmediate);
  }
  fs.renameSync(upper, join(root, "elsewhere"));
  expect((await counting).inodes).toBe(5000 + 50 + 2);
});

function isOpen(path: string): boolean {
  return fs.readdirSync("/proc/self/fd").some((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      // The directory that is being read.
      return false;
    }
  });
}
