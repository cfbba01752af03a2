// A plugin that is a TypeScript file of the user's, in the compiled daemon: it works, it is listed, and its stray
// errors end nothing.
import { expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import { scratch } from "../harness/scratch.ts";

/** An example, with errors that no call has to answer for. */
const straying = `
import { line } from "./_line.ts";
import { plugin, slot } from "tsrt/plugin";

const Thing = slot<object>("io.user.thing.v1");

export default plugin(Thing, "straying", {
  start: () => {
    setTimeout(() => { throw new Error(line("stray exception")); }, 10);
    setTimeout(() => { Promise.reject(new Error(line("stray rejection"))); }, 20);
    return {};
  },
});
`;

test("a user's event sink is transpiled, configured and run; a bad file beside it is disabled", async () => {
  using directory = scratch();
  const plugins = directory.join("plugins");
  mkdirSync(plugins);
  copyFileSync(join(import.meta.dir, "../../examples/plugins/event-file.ts"), join(plugins, "event-file.ts"));
  writeFileSync(join(plugins, "straying.ts"), straying);
  writeFileSync(join(plugins, "_line.ts"), 'export const line = (text: string): string => text + "!";\n');
  writeFileSync(join(plugins, "bad.ts"), "export default {{");
  const sink = directory.join("events");
  await using daemon = await Daemon.start({
    config: `plugin_dir = "${plugins}"\n[plugins."io.example.event-sink.v1.file"]\npath = "${sink}"\n`,
  });
  await eventually("both stray errors in the log", () =>
    ["stray exception!", "stray rejection!"].every((text) => daemon.log.includes(text)),
  );
  expect((await daemon.ctr("namespaces", "create", "seen")).status).toBe(0);
  await eventually(
    "the event",
    () => existsSync(sink) && readFileSync(sink, "utf8") === "seen /namespaces/create\n",
  );
  const listed = (await daemon.ctr("plugins", "ls")).stdout;
  expect(listed).toMatch(/io\.example\.event-sink\.v1 +file .*ok/);
  expect(listed).toMatch(/io\.tsrt\.plugin-file\.v1 +bad\.ts .*error/);
});
