import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isCompiled } from "../context/worker.ts";
import { Daemon } from "../core/daemon.ts";
import { Events } from "../core/event.ts";
import { TaskRuntime } from "../core/task.ts";
import { peerOf } from "../linux/peer.ts";
import { defaultPlatform } from "../oci/platform.ts";
import { key, plugin } from "../plugin/index.ts";
import { createBunTransport } from "../rpc/transport/bun.ts";
import { noteExits } from "./exits.ts";
import { Outbox } from "./outbox.ts";
import { ownCommand } from "./own-command.ts";
import { recover } from "./recover.ts";
import { Runtime } from "./runtime.ts";
import type { ShimSettings } from "./settings.ts";
import { Shims } from "./shims.ts";
import { Zygote } from "./zygote.ts";

/** Milliseconds after the daemon's start, which must not wait for it. */
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
  async start({ daemon, events, config, root, state, log, signal, defer, advertise }) {
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
    const timeouts = {
      load: daemon.timeout("io.containerd.timeout.shim.load", 5000),
      cleanup: daemon.timeout("io.containerd.timeout.shim.cleanup", 5000),
      shutdown: daemon.timeout("io.containerd.timeout.shim.shutdown", 3000),
    };
    const sockets = join(daemon.state, "s");
    const transport = createBunTransport({ peerOf });
    const outbox = new Outbox(events, log);
    // A run from source is Bun itself, which has threads that a fork would lose.
    const zygote = config.fork_shims && isCompiled ? new Zygote(settings, log) : undefined;
    const shims = new Shims({
      zygote,
      settings,
      transport,
      sockets,
      outbox,
      log,
      timeouts,
      daemonVersion: daemon.version,
    });
    noteExits(events, shims.table, log, signal).catch((error: unknown) =>
      log.error("exits are not noted", { error }),
    );
    const isRestart = await recover({ shims, roots, sockets, transport, settings, outbox, log, timeouts });
    const timer = setTimeout(() => outbox.open(), isRestart ? config.replay_delay : 0);
    const zygoteTimer = setTimeout(() => zygote?.start(), zygoteDelay);
    defer(async () => {
      clearTimeout(zygoteTimer);
      clearTimeout(timer);
      await shims.close();
    });
    advertise({
      platforms: [defaultPlatform()],
      exports: { "log-uri-schemes": "fifo,binary,binary-v2,file" },
    });
    return new Runtime(shims, {
      roots,
      settings,
      binaries: config.binaries,
      cleanupMillis: timeouts.cleanup,
    });
  },
});
