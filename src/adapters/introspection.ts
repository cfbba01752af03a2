import { randomUUID } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { background, type Context } from "../context/index.ts";
import { type Any, messageName } from "../core/any.ts";
import { compileFilters } from "../core/filter.ts";
import type { Introspection, PluginState } from "../core/introspection.ts";
import type { TaskRuntime } from "../core/task.ts";
import { errnoOf, failedPrecondition, notFound, notImplemented } from "../errors/index.ts";
import { IntrospectionService, type Plugin } from "../rpc/gen/introspection.ts";
import { RuntimeRequest } from "../rpc/gen/types.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { statusOf } from "../rpc/status.ts";
import { toAny } from "./wire.ts";

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The runtime's own name as a plugin: what clients ask for to learn of a runtime's features. */
const runtimePlugin = { type: "io.containerd.runtime.v2", id: "task" };

export function introspectionService(
  introspection: Introspection,
  runtime: TaskRuntime | undefined,
): Registration {
  return serve(IntrospectionService, {
    async plugins(_ctx, request) {
      const matches = compileFilters(request.filters);
      const states = introspection
        .plugins()
        .filter((plugin) =>
          matches(([field]) => (field === "type" ? plugin.type : field === "id" ? plugin.id : undefined)),
        );
      return { plugins: states.map(fromState) };
    },
    async server() {
      const namespace = await stat("/proc/self/ns/pid");
      return { uuid: await serverUuid(introspection.root), pid: process.pid, pidns: namespace.ino };
    },
    async pluginInfo(ctx, request) {
      const { type, id, options } = request;
      const plugin = introspection.plugins().find((state) => state.type === type && state.id === id);
      if (plugin === undefined) {
        throw notFound(`plugin ${type}.${id} not found`);
      }
      const extra = options === null ? null : await moreOf(ctx, plugin, runtime, toAny(options));
      return { plugin: fromState(plugin), extra };
    },
  });
}

async function moreOf(
  ctx: Context,
  plugin: PluginState,
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
  const scope = background(ctx.namespace ?? "default");
  return runtime.info(scope, request.runtimePath || "io.containerd.runc.v2", runtimeOptions);
}

function fromState(plugin: PluginState): Init<Plugin> {
  return {
    type: plugin.type,
    id: plugin.id,
    requires: [...plugin.requires],
    platforms: plugin.platforms.map(({ os, architecture, variant }) => ({ os, architecture, variant })),
    exports: plugin.exports,
    capabilities: [...plugin.capabilities],
    initErr: initError(plugin),
  };
}

/** containerd's clients know a skipped plugin by the end of its message. Source: containerd plugin/plugin.go. */
function initError(plugin: PluginState): Init<Plugin["initErr"]> {
  if (plugin.state === "ok") {
    return null;
  }
  const { code, message } = statusOf(plugin.error);
  return { code, message: plugin.state === "skip" ? `${message}: skip plugin` : message };
}

/** Made on first use and kept in the root. */
async function serverUuid(root: string): Promise<string> {
  const path = join(root, "uuid");
  const kept = await readFile(path, "utf8").catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") {
      return "";
    }
    throw error;
  });
  if (uuidPattern.test(kept)) {
    return kept;
  }
  const made: string = randomUUID();
  await writeFile(path, made, { mode: 0o600 });
  return made;
}
