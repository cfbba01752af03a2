// A shim killed at any moment of a task's life leaves nothing behind: no process, mount, cgroup, container or file.
import { afterAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { leftoversOf, TestBench } from "../../../test/harness/runtime-bench.ts";
import { typeUrls } from "../../core/any.ts";
import { kindOf } from "../../errors/index.ts";
import { makeFifo } from "../../linux/fifo.ts";
import { Options } from "../../rpc/gen/runc.ts";
import type { Runtime } from "../runtime.ts";

const bench = new TestBench();
afterAll(() => bench.dispose(), 20_000);
const { ctx } = bench;

async function expectNothingLeft(): Promise<void> {
  const end = Date.now() + 10_000;
  while (leftoversOf(bench).length > 0 && Date.now() < end) {
    await Bun.sleep(50);
  }
  expect(leftoversOf(bench)).toEqual([]);
}

// The built-in shim from source needs some 150 ms until it serves, then some 60 ms for Create.
for (const delay of [0, 60, 120, 150, 170, 190, 210, 230, 250, 280, 320]) {
  test(`killed ${delay} ms after the start of a creation`, async () => {
    const { runtime, shims, events } = await bench.start();
    const id = `k${delay}`;
    const creation = runtime.create(ctx, bench.task(id, "sleep 100")).then(
      () => true,
      () => false,
    );
    while (shims.all().length === 0) {
      await Bun.sleep(1);
    }
    await Bun.sleep(delay);
    process.kill(shims.all()[0]?.record.pid ?? 0, "SIGKILL");
    const isCreated = await creation;
    await expectNothingLeft();
    expect(events.exitCodes(id).length).toBe(1);
    expect(typeof isCreated).toBe("boolean");
  }, 30_000);
}

test("a runc that hangs: the caller gives up, and so does the daemon", async () => {
  const hanging = join(bench.directory, "hanging-runc");
  const forEver = join(bench.directory, "fifo");
  makeFifo(forEver, 0o600);
  const script = `#!/bin/sh\ncase "$*" in *create*) read line < ${forEver};; esac\nexec runc "$@"\n`;
  writeFileSync(hanging, script, { mode: 0o755 });
  const { runtime } = await bench.start(undefined, 0, 500);
  const options = { typeUrl: typeUrls.runcOptions, value: Options.encode({ binaryName: hanging }) };
  const impatient = { ...ctx, signal: AbortSignal.timeout(700) };
  const error = await runtime
    .create(impatient, bench.task("hangs", "true", { options }))
    .catch((reason) => reason);
  expect(kindOf(error)).toBe("deadline exceeded");
  await expectNothingLeft();
}, 30_000);

async function end(runtime: Runtime, id: string): Promise<number> {
  await runtime.kill(ctx, id, "", 9, false).catch(() => {});
  const { status } = await runtime.wait(ctx, id, "");
  expect((await runtime.delete(ctx, id)).status).toBe(status);
  return status;
}

/** Creates, starts, awaits and deletes one task after another until it is killed. */
const daemon = join(import.meta.dir, "../../../test/harness/runtime-daemon.ts");

for (const delay of [0, 100, 200, 250, 300, 350, 400, 500, 600, 700]) {
  test(`the daemon killed ${delay} ms into its work`, async () => {
    const child = Bun.spawn([process.execPath, daemon, bench.directory], {
      stdout: "pipe",
      stderr: "inherit",
    });
    await child.stdout.getReader().read();
    await Bun.sleep(delay);
    child.kill("SIGKILL");
    await child.exited;
    const { runtime, events } = await bench.start();
    for (const { containerId, status } of await runtime.list(ctx)) {
      expect(["created", "running", "stopped"]).toContain(status);
      const code = await end(runtime, containerId).catch((error: unknown) => {
        // A deletion that the killed one had asked for came through meanwhile.
        expect(kindOf(error)).toBe("not found");
        return 0;
      });
      expect([0, 137]).toContain(code);
      expect(events.exitCodes(containerId).length).toBeLessThanOrEqual(1);
    }
    await expectNothingLeft();
  }, 30_000);
}
