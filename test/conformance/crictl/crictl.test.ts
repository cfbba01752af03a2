// crictl in all its commands against tsrt and against containerd: what they print is the same, but for differences.ts.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { references } from "../../harness/reference.ts";
import { commandTests } from "./commands.ts";
import { containerTests } from "./containers.ts";
import { staleDifferences } from "./differences.ts";
import { endTests } from "./ends.ts";
import { imageTests } from "./images.ts";
import { crictl } from "./node.ts";
import { podTests } from "./pod-commands.ts";
import { runPods } from "./pods.ts";
import { Rig } from "./rig.ts";
import { streamTests } from "./streams.ts";

setDefaultTimeout(60_000);

const isBuilt = existsSync(crictl) && (references[0]?.major ?? 0) >= 2;

describe.skipIf(!isBuilt)("crictl (needs npm run reference -- containerd runc cri-tools)", () => {
  let started: Rig | undefined;
  const rig = (): Rig => {
    if (started === undefined) {
      throw new Error("the nodes were not started");
    }
    return started;
  };
  beforeAll(async () => {
    started = await Rig.start();
    await runPods(started);
  });
  afterAll(() => started?.[Symbol.asyncDispose]());

  describe("the node", () => commandTests(rig));
  describe("images", () => imageTests(rig));
  describe("pods", () => podTests(rig));
  describe("containers", () => containerTests(rig));
  describe("streams", () => streamTests(rig));
  describe("changes and ends", () => endTests(rig));

  test("each difference on purpose was met", () => expect(staleDifferences()).toEqual([]));
});
