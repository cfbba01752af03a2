// The life of a daemon: it makes directories, takes locks, starts plugins and opens sockets. Upon a signal all of it is undone
// in reverse.
import { mkdirSync, writeFileSync } from "node:fs";
import { revision, version } from "../context/version.ts";
import { ApiService } from "../core/api.ts";
import { Events } from "../core/event.ts";
import { messageOf } from "../errors/index.ts";
import { createLog, type Log } from "../log/index.ts";
import { Kernel } from "../plugin/boot.ts";
import { nameOf } from "../plugin/graph.ts";
import type { Plugin } from "../plugin/index.ts";
import { Activity } from "./activity.ts";
import type { DaemonConfig } from "./config/config.ts";
import { daemonUuid, makeDirectories } from "./directories.ts";
import { dump } from "./dump.ts";
import { factsPlugin } from "./facts.plugin.ts";
import { listen, type Servers } from "./listen.ts";
import { lockDirectory } from "./lock.ts";
import { LoopWatch } from "./loop.ts";
import { notify } from "./notify.ts";
import { handleSignals, handleStrayErrors } from "./signals.ts";
import { loadUserPlugins } from "./user-plugins.ts";

/** A daemon without its database could only refuse everything, and would hide that the database needs help. */
const essential = ["io.containerd.metadata.v1.sqlite"];

/** Milliseconds that plugins may take to stop; then the process ends without them. */
const stopMillis = 20_000;

/** Runs until a signal comes, and gives the exit code. Throws when the daemon cannot start. */
export async function run(config: DaemonConfig, builtins: readonly Plugin[]): Promise<number> {
  const begun = performance.now();
  const log = createLog(config.log);
  const activity = new Activity();
  const loop = new LoopWatch(log, activity);
  let kernel: Kernel | undefined;
  let servers: Servers | undefined;
  const signals = handleSignals(log, () => dump(log, { list: kernel, activity, loop, servers }));
  handleStrayErrors(log);

  log.info("starting tsrt", { version, revision, root: config.top.root, state: config.top.state });
  makeDirectories(config.top.root, config.top.state);
  const locks = [
    await lockDirectory("root", config.top.root),
    await lockDirectory("state", config.top.state),
  ];
  setUpProcess(config, log);
  loop.start();
  const start = async (): Promise<void> => {
    kernel = await makeKernel(config, builtins, activity, log);
    await kernel.start();
    if (!signals.isStopping()) {
      servers = await listen({ config, services: kernel.all(ApiService), activity, loop, log });
      notify("READY=1", log);
      log.info("ready", { address: config.grpc.address, millis: Math.round(performance.now() - begun) });
    }
  };
  try {
    await Promise.race([start().then(() => signals.stop), signals.stop]);
    return 0;
  } finally {
    notify("STOPPING=1", log);
    await stop(kernel, servers, config, log);
    loop.stop();
    for (const lock of locks) {
      lock.release();
    }
    log.info("stopped");
  }
}

function setUpProcess(config: DaemonConfig, log: Log): void {
  for (const { message, fields } of config.warnings) {
    log.warn(message, fields);
  }
  if (config.top.temp !== "") {
    mkdirSync(config.top.temp, { recursive: true, mode: 0o700 });
    process.env.TMPDIR = config.top.temp;
  }
  if (config.top.oom_score !== 0) {
    try {
      writeFileSync("/proc/self/oom_score_adj", String(config.top.oom_score));
    } catch (error) {
      log.warn("cannot set oom_score", { error: messageOf(error) });
    }
  }
}

async function makeKernel(
  config: DaemonConfig,
  builtins: readonly Plugin[],
  activity: Activity,
  log: Log,
): Promise<Kernel> {
  const { root, state, plugin_dir: directory, disabled_plugins: disabled } = config.top;
  const userPlugins = await loadUserPlugins(directory, log);
  const plugins = [factsPlugin(config, daemonUuid(root)), ...builtins];
  warnOfUnknown(config, [...plugins, ...userPlugins.map((user) => user.plugin)], log);
  return new Kernel({
    plugins,
    userPlugins,
    tables: config.plugins,
    disabled,
    required: [...config.top.required_plugins, ...essential.filter((name) => !disabled.includes(name))],
    root,
    state,
    log,
    startTimeout: config.timeouts.get("io.tsrt.timeout.plugin.start") ?? 0,
    onStart: (name) => activity.begin(`start of ${name}`),
  });
}

function warnOfUnknown(config: DaemonConfig, plugins: readonly Plugin[], log: Log): void {
  const names = new Set(plugins.map(nameOf));
  for (const [name, table] of config.plugins) {
    if (!names.has(name)) {
      const file = table.values().next().value?.file ?? "";
      log.warn("unknown plugin in configuration", { key: `plugins.${JSON.stringify(name)}`, file });
    }
  }
  for (const name of config.top.disabled_plugins) {
    if (!names.has(name)) {
      log.warn("unknown plugin in configuration", { key: "disabled_plugins", plugin: name });
    }
  }
}

/**
 * Containers go on: shims are processes of their own, and no plugin may end one because the daemon stops.
 *
 * The order keeps events from being lost. First calls end, and publish what they did. Then subscribers get what was
 * published, and the bus refuses further events: an exit that is refused is not acknowledged, so that its shim tells the
 * next daemon. Then connections are cut, and then plugins stop, the runtime's connections to shims among them.
 */
async function stop(
  kernel: Kernel | undefined,
  servers: Servers | undefined,
  config: DaemonConfig,
  log: Log,
): Promise<void> {
  const timer = setTimeout(() => {
    const plugin = kernel?.releasing ?? "none";
    log.error("plugins do not stop, ending without them", { plugin, millis: stopMillis });
    process.exit(1);
  }, stopMillis);
  const buses = [...(kernel?.all(Events).values() ?? [])];
  const drain = async (): Promise<void> => {
    await Promise.all(buses.map((events) => events.drain()));
  };
  await servers?.close(config.timeouts.get("io.tsrt.timeout.shutdown") ?? 0, drain);
  await kernel?.stop();
  clearTimeout(timer);
}
