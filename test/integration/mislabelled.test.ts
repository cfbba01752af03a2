// Containerd's own client unpacks layers whose media types lie about their compression, through Diff.Apply.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { Daemon } from "../harness/daemon.ts";
import { mislabelledLayout } from "../harness/mislabelled-image.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";
import { succeedWith } from "./ctr-rig.ts";

let directory: Scratch;
let daemon: Daemon;

beforeAll(async () => {
  directory = scratch();
  daemon = await Daemon.start();
});

afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

test("every type in every form, imported and unpacked by ctr", async () => {
  const { tar, layers } = mislabelledLayout("example.com/mislabelled:1");
  const file = directory.join("image.tar");
  writeFileSync(file, tar);
  await succeedWith((...args) => daemon.goCtr(...args), "image", "import", file);
  const listed = (await daemon.goCtr("snapshot", "ls")).stdout.trim().split("\n").slice(1);
  expect(listed.filter((line) => line.trim().endsWith("Committed")).length).toBe(layers);
});
