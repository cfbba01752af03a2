// Writes the daemon's state to the log in a few lines upon SIGUSR1, for somebody who looks for what hangs.
import { messageOf } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { PluginList } from "../plugin/index.ts";
import type { Activity } from "./activity.ts";
import type { Servers } from "./listen.ts";
import type { LoopWatch } from "./loop.ts";

export interface DumpSources {
  readonly list: PluginList | undefined;
  readonly activity: Activity;
  readonly loop: LoopWatch;
  readonly servers: Servers | undefined;
}

export function dump(log: Log, { list, activity, loop, servers }: DumpSources): void {
  const { rss, heapUsed, external } = process.memoryUsage();
  const now = performance.now();
  log.info("dump: process", { uptime: Math.round(process.uptime()), rss, heapUsed, external });
  log.info("dump: event loop", { ...loop.delay() });
  for (const { type, id, state, error } of list?.plugins() ?? []) {
    const reason = error === undefined ? {} : { error: messageOf(error) };
    log.info("dump: plugin", { plugin: `${type}.${id}`, state, ...reason });
  }
  log.info("dump: connections", { count: servers?.connections() ?? 0 });
  for (const { name, since } of activity.running()) {
    log.info("dump: running", { name, millis: Math.round(now - since) });
  }
  for (const { service, method, started, ended, totalMillis } of servers?.counts.all() ?? []) {
    const fields = { method: `${service}/${method}`, started, ended: Object.fromEntries(ended) };
    log.info("dump: calls", { ...fields, millis: Math.round(totalMillis) });
  }
}
