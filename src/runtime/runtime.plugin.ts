import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isCompiled, ownCommand } from "../context/own-command.ts";
import { Daemon } from "../core/daemon.ts";
import { Events } from "../core/event.ts";
import { TaskRuntime } from "../core/task.ts";
import { areMovesAlwaysReady, CgroupMoves } from "../linux/cgroup-moves.ts";
import { peerOf } from "../linux/peer.ts";
import { defaultPlatform } from "../oci/platform.ts";
import { key, plugin } from "../plugin/index.ts";
import { createBunTransport } from "../rpc/transport/bun.ts";
import { Runtime, type RuntimeOptions } from "./runtime.ts";
import { EventPublisher } from "./shims/event-publisher.ts";
import type { ShimSettings } from "./shims/settings.ts";
import type { ShimTimeouts } from "./shims/shim-manager.ts";
import { Zygote } from "./shims/zygote.ts";
import { noteForeignExits } from "./tasks/foreign-exits.ts";
import { loadTasks } from "./tasks/load-tasks.ts";
import { TaskManager } from "./tasks/task-manager.ts";

/** Milliseconds between the start of the daemon and that of the zygote, which the daemon's start must not wait for. */
const zygoteDelay = 100;

export default plugin(TaskRuntime, "task", {
  needs: { daemon: Daemon, events: Events },
  config: {
    binaries: key.table(
      {},
      "runtime name = path of the shim that serves it, in place of the built-in or found one",
    ),
    env: key.strings([], "NAME=value, added to the environment of shims"),
    fork_shims: key.bool(
      true,
      "start shims by forking a process that has loaded their code, which they share the memory of",
    ),
    warm_cgroup_lock: key.bool(
      true,
      "make the kernel ready for moves between cgroups before the OCI runtime comes to them; not needed on hierarchies with favordynmods",
    ),
    sched_core: key.bool(false, "put each shim and its containers into a core scheduling domain of its own"),
    runtime_root: key.string(
      "",
      "directory of the OCI runtime's state, one below it for each namespace; empty: `runc` in the daemon's state directory",
    ),
    replay_delay: key.duration(
      2000,
      "after a start, time for clients to subscribe again before events of the meantime are published",
    ),
  },
  async start({ daemon, events, config, root, state, log, defer, advertise }) {
    const roots = { root, state };
    for (const directory of [root, state]) {
      mkdirSync(directory, { recursive: true, mode: 0o711 });
    }
    const settings: ShimSettings = {
      command: ownCommand(),
      grpcAddress: daemon.grpcAddress,
      ttrpcAddress: daemon.ttrpcAddress,
      runtimeRoot: config.runtime_root || join(daemon.state, "runc"),
      env: config.sched_core ? [...config.env, "SCHED_CORE=1"] : config.env,
      isDebug: log.level === "debug" || log.level === "trace",
    };
    const timeouts = timeoutsOf(daemon);
    const publisher = new EventPublisher(events, log);
    // A run from source is Bun itself, which has threads that a fork would lose.
    const zygote = config.fork_shims && isCompiled ? new Zygote(settings, log) : undefined;
    const options = {
      ...{ settings, timeouts, publisher, zygote, log, roots, binaries: config.binaries },
      transport: createBunTransport({ peerOf }),
      sockets: join(daemon.state, "s"),
      daemonVersion: daemon.version,
      undoTimeout: timeouts.cleanup,
      moves: config.warm_cgroup_lock && !areMovesAlwaysReady() ? new CgroupMoves() : undefined,
    };
    const tasks = new TaskManager(options);
    noteForeignExits(events, tasks.table, log).catch((error: unknown) =>
      log.error("exits of foreign shims are not noted", { error }),
    );
    const isRestart = await loadTasks({ ...options, tasks });
    const timer = setTimeout(() => publisher.open(), isRestart ? config.replay_delay : 0);
    const zygoteTimer = setTimeout(() => zygote?.start(), zygoteDelay);
    defer(async () => {
      clearTimeout(zygoteTimer);
      clearTimeout(timer);
      if (!publisher.isOpen) {
        publisher.close();
      }
      await tasks.shims.close();
    });
    advertise({
      platforms: [defaultPlatform()],
      exports: { "log-uri-schemes": "fifo,binary,binary-v2,file" },
    });
    return new Runtime(tasks, options);
  },
});

function timeoutsOf(daemon: Daemon): ShimTimeouts & RuntimeOptions["timeouts"] {
  return {
    load: daemon.timeout("io.containerd.timeout.shim.load", 5000),
    cleanup: daemon.timeout("io.containerd.timeout.shim.cleanup", 5000),
    shutdown: daemon.timeout("io.containerd.timeout.shim.shutdown", 3000),
    state: daemon.timeout("io.containerd.timeout.task.state", 2000),
  };
}
