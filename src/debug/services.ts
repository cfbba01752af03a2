// The services that can be called by name. Each is loaded when it is asked for.
import { invalidArgument } from "../errors/index.ts";
import { codecsOf } from "../rpc/codecs.ts";
import type { Codec, Method, Service } from "../rpc/message.ts";

const loaders: Readonly<Record<string, () => Promise<Service>>> = {
  "containerd.task.v3.Task": async () => (await import("../rpc/gen/task3.ts")).TaskService,
  "containerd.task.v2.Task": async () => (await import("../rpc/gen/task2.ts")).TaskService,
  "containerd.services.events.ttrpc.v1.Events": async () =>
    (await import("../rpc/gen/forward.ts")).EventsService,
  "containerd.services.streaming.v1.Streaming": async () =>
    (await import("../rpc/gen/streaming.ts")).StreamingService,
  "tsrt.shim.v1.Journal": async () => (await import("../rpc/gen/journal.ts")).JournalService,
};

/** Full names of all known services. Of two versions of one service the newer comes first. */
export const serviceNames: readonly string[] = Object.keys(loaders);

/** The service of a full name; undefined when it is not known. */
export async function loadService(name: string): Promise<Service | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined;
}

/** Finds `SERVICE/METHOD`. The last words of a service's name are enough. Invalid argument: there is no such method. */
export async function findMethod(path: string): Promise<Method> {
  const [name = "", methodName = ""] = path.split("/");
  const matches = serviceNames.filter((known) => known === name || known.endsWith(`.${name}`));
  const service = await loadService(matches[0] ?? "");
  if (service === undefined) {
    throw invalidArgument(`unknown service ${JSON.stringify(name)}, known are ${serviceNames.join(", ")}`);
  }
  const methods = Object.values(service.methods);
  const method = methods.find((known) => known.name.toLowerCase() === methodName.toLowerCase());
  if (method === undefined) {
    const names = methods.map((known) => known.name).join(", ");
    throw invalidArgument(
      `unknown method ${JSON.stringify(methodName)} of ${service.name}, known are ${names}`,
    );
  }
  return method;
}

/** Codecs of the messages that travel inside an Any, by their full names. */
export async function loadAnyCodecs(): Promise<ReadonlyMap<string, Codec<unknown>>> {
  const modules = await Promise.all([
    import("../rpc/gen/event.ts"),
    import("../rpc/gen/runc.ts"),
    import("../rpc/gen/cgroups1.ts"),
    import("../rpc/gen/cgroups2.ts"),
  ]);
  return codecsOf(...modules);
}
