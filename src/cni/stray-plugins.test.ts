import { expect, test } from "bun:test";
import { endStrayPlugins } from "./stray-plugins.ts";

test("plugins of these containers end, and others go on", async () => {
  const run = (id: string) => Bun.spawn(["sleep", "1000"], { env: { ...process.env, CNI_CONTAINERID: id } });
  const ours = run("stray-test-1");
  const other = run("stray-test-10");
  await endStrayPlugins(new Set(["stray-test-1", "stray-test-2"]));
  await ours.exited;
  expect(ours.signalCode).toBe("SIGKILL");
  expect(other.exitCode).toBeNull();
  expect(other.signalCode).toBeNull();
  other.kill();
  await other.exited;
});
