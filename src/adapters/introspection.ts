import { stat } from "node:fs/promises";
import type { Context } from "../context/index.ts";
import { type Any, messageName } from "../core/any.ts";
import type { Daemon } from "../core/daemon.ts";
import { compileFilters } from "../core/filter.ts";
import type { TaskRuntime } from "../core/task.ts";
import { failedPrecondition, notFound, notImplemented } from "../errors/index.ts";
import { toAny } from "../messages/any.ts";
import type { PluginList, PluginStatus } from "../plugin/index.ts";
import { IntrospectionService, type Plugin } from "../rpc/gen/introspection.ts";
import { RuntimeRequest } from "../rpc/gen/types.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { statusOf } from "../rpc/status.ts";

/** The plugin for which the extra information is what a runtime says of itself. */
const runtimePlugin = { type: "io.containerd.runtime.v2", id: "task" };

export interface IntrospectionSources {
  readonly list: PluginList;
  readonly daemon: Daemon;
  readonly runtime: TaskRuntime | undefined;
}

export function introspectionService({ list, daemon, runtime }: IntrospectionSources): Registration {
  return serve(IntrospectionService, {
    async plugins(_ctx, request) {
      const matches = compileFilters(request.filters);
      const found = list
        .plugins()
        .filter((plugin) =>
          matches(([field]) => (field === "type" ? plugin.type : field === "id" ? plugin.id : undefined)),
        );
      return { plugins: found.map(fromStatus) };
    },
    async server() {
      const namespace = await stat("/proc/self/ns/pid");
      return { uuid: daemon.uuid, pid: process.pid, pidns: namespace.ino };
    },
    async pluginInfo(ctx, request) {
      const { type, id, options } = request;
      const plugin = list.plugins().find((status) => status.type === type && status.id === id);
      if (plugin === undefined) {
        throw notFound(`plugin ${type}.${id} not found`);
      }
      const extra = options === null ? null : await moreOf(ctx, plugin, runtime, toAny(options));
      return { plugin: fromStatus(plugin), extra };
    },
  });
}

async function moreOf(
  ctx: Context,
  plugin: PluginStatus,
  runtime: TaskRuntime | undefined,
  options: Any,
): Promise<Any> {
  if (plugin.state !== "ok") {
    throw failedPrecondition("cannot get extra info, plugin not successfully loaded");
  }
  const isRuntime = plugin.type === runtimePlugin.type && plugin.id === runtimePlugin.id;
  if (!isRuntime || runtime === undefined || messageName(options) !== RuntimeRequest.typeName) {
    throw notImplemented("plugin does not provided extra information");
  }
  const request = RuntimeRequest.decode(options.value);
  const runtimeOptions = request.options === null ? undefined : toAny(request.options);
  const scope = { ...ctx, namespace: ctx.namespace ?? "default" };
  return runtime.info(scope, request.runtimePath || "io.containerd.runc.v2", runtimeOptions);
}

function fromStatus(plugin: PluginStatus): Init<Plugin> {
  const { capabilities = [], exports = {}, platforms = [] } = plugin.advertised;
  return {
    type: plugin.type,
    id: plugin.id,
    requires: [...plugin.requires],
    platforms: platforms.map(({ os, architecture, variant }) => ({ os, architecture, variant })),
    exports,
    capabilities: [...capabilities],
    initErr: initError(plugin),
  };
}

/** The end of the message by which containerd's clients recognise a skipped plugin. Source: containerd plugin/plugin.go. */
function initError(plugin: PluginStatus): Init<Plugin["initErr"]> {
  if (plugin.state === "ok") {
    return null;
  }
  const { code, message } = statusOf(plugin.error);
  return { code, message: plugin.state === "skip" ? `${message}: skip plugin` : message };
}
