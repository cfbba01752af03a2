import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { succeed } from "../../../test/harness/command.ts";
import { scratch } from "../../../test/harness/scratch.ts";
import { archiveDirectory } from "./checkpoint-archive.ts";

test("an archive has all files below a directory, with their modes, and is the owner's alone", async () => {
  using files = scratch();
  const pages = Buffer.alloc(300_001, "p");
  mkdirSync(files.join("in/checkpoint/below"), { recursive: true, mode: 0o700 });
  writeFileSync(files.join("in/checkpoint/pages-1.img"), pages, { mode: 0o600 });
  writeFileSync(files.join("in/checkpoint/below/é"), "");
  writeFileSync(files.join("in/config.dump"), "{}", { mode: 0o640 });
  await archiveDirectory(files.join("in"), files.join("out.tar"));
  expect(statSync(files.join("out.tar")).mode & 0o777).toBe(0o600);
  expect(
    (await succeed(["tar", "-tf", files.join("out.tar"), "--quoting-style=literal"])).split("\n"),
  ).toEqual([
    "checkpoint/",
    "checkpoint/below/",
    "checkpoint/below/é",
    "checkpoint/pages-1.img",
    "config.dump",
    "",
  ]);
  mkdirSync(files.join("again"));
  await succeed(["tar", "-xpf", files.join("out.tar"), "-C", files.join("again")]);
  expect(readFileSync(files.join("again/checkpoint/pages-1.img")).equals(pages)).toBe(true);
  expect(statSync(files.join("again/config.dump")).mode & 0o777).toBe(0o640);
});

test("one that cannot be completed leaves what was there before, and nothing else", async () => {
  using files = scratch();
  mkdirSync(files.join("in"));
  writeFileSync(files.join("in/config.dump"), "{}");
  symlinkSync("/etc/shadow", files.join("in/pages-1.img"));
  writeFileSync(files.join("out.tar"), "older");
  await expect(archiveDirectory(files.join("in"), files.join("out.tar"))).rejects.toThrow(
    "in/pages-1.img is neither a file nor a directory",
  );
  expect(readFileSync(files.join("out.tar"), "utf8")).toBe("older");
  expect(readdirSync(files.path).sort()).toEqual(["in", "out.tar"]);
  await expect(archiveDirectory(files.join("in"), files.join("absent/out.tar"))).rejects.toThrow("ENOENT");
});
