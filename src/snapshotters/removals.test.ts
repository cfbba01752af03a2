import { afterAll, expect, test } from "bun:test";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digDeep } from "../../test/contracts/snapshotter-suite.ts";
import { Removals } from "./removals.ts";

const top = fs.mkdtempSync(join(tmpdir(), "removals-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

function directory(name: string): string {
  const path = join(top, name);
  fs.mkdirSync(path);
  return path;
}

test("other work runs while 30,000 levels of directories are removed", async () => {
  const path = directory("deep");
  digDeep(path, 30_000, "d");
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  await new Removals().remove(path);
  clearInterval(timer);
  expect(fs.existsSync(path)).toBe(false);
  expect(turns).toBeGreaterThan(10);
}, 120_000);

test("names of any bytes, links, and as many directories on one level as there may be below", async () => {
  const path = directory("wide");
  for (let index = 0; index < 50; index++) {
    fs.mkdirSync(join(path, `d${index}`));
    digDeep(join(path, `d${index}`), 100, "x");
  }
  fs.writeFileSync(Buffer.from(`${path}/\xff\n`, "latin1"), "");
  fs.mkdirSync(Buffer.from(`${path}/\xfe`, "latin1"));
  fs.symlinkSync(top, join(path, "out"));
  const kept = join(top, "kept");
  fs.writeFileSync(kept, "");
  fs.linkSync(kept, join(path, "hard"));
  await new Removals().remove(path);
  expect(fs.readdirSync(top)).toEqual(["kept"]);
});

test("a removal that fails rejects, and the waiting ones go on", async () => {
  const removals = new Removals();
  const file = join(top, "file");
  fs.writeFileSync(file, "");
  const paths = [join(file, "none"), join(top, "none"), directory("plain")];
  await Promise.all(paths.map((path) => removals.remove(path)));
  expect(fs.readdirSync(top).sort()).toEqual(["file", "kept"]);
  const link = join(top, "link");
  fs.symlinkSync(directory("target"), link);
  const outcomes = await Promise.allSettled([removals.remove(link), removals.remove(join(top, "target"))]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(String((outcomes[0] as PromiseRejectedResult).reason)).toContain(
    `remove ${link}: open "link": ELOOP`,
  );
});
