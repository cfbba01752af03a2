// A plugin that is a TypeScript file of the user's, in the compiled daemon: it works, it is listed, and its stray
// errors end nothing.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { eventually } from "./harness/command.ts";
import { Daemon } from "./harness/daemon.ts";
import { scratch } from "./harness/scratch.ts";

const eventSink = `
import { appendFileSync } from "node:fs";
import { Events, key, plugin, slot } from "tsrt/plugin";
import { line } from "./_line.ts";

const Sink = slot<object>("io.user.event-sink.v1");

export default plugin(Sink, "file", {
  needs: { events: Events },
  config: { path: key.string("", "file that gets a line for each event") },
  start: ({ events, config, signal, log }) => {
    const follow = async (): Promise<void> => {
      for await (const envelope of events.subscribe({ signal })) {
        appendFileSync(config.path, line(envelope.topic));
      }
    };
    follow().catch((error) => log.info("sink ended", { error }));
    setTimeout(() => { throw new Error("stray exception"); }, 10);
    setTimeout(() => { Promise.reject(new Error("stray rejection")); }, 20);
    return {};
  },
});
`;

test("a user's event sink is transpiled, configured and run; a bad file beside it is disabled", async () => {
  using directory = scratch();
  const plugins = directory.join("plugins");
  mkdirSync(plugins);
  writeFileSync(directory.join("plugins", "sink.ts"), eventSink);
  writeFileSync(
    directory.join("plugins", "_line.ts"),
    'export const line = (topic: string): string => topic + "\\n";\n',
  );
  writeFileSync(directory.join("plugins", "bad.ts"), "export default {{");
  const sink = directory.join("events");
  await using daemon = await Daemon.start({
    config: `plugin_dir = "${plugins}"\n[plugins."io.user.event-sink.v1.file"]\npath = "${sink}"\n`,
  });
  await eventually("both stray errors in the log", () =>
    ["stray exception", "stray rejection"].every((text) => daemon.log.includes(text)),
  );
  expect((await daemon.ctr("namespaces", "create", "seen")).status).toBe(0);
  await eventually(
    "the event",
    () => existsSync(sink) && readFileSync(sink, "utf8") === "/namespaces/create\n",
  );
  const listed = (await daemon.ctr("plugins", "ls")).stdout;
  expect(listed).toMatch(/io\.user\.event-sink\.v1 +file .*ok/);
  expect(listed).toMatch(/io\.tsrt\.plugin-file\.v1 +bad\.ts .*error/);
});
