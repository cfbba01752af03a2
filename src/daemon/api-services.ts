// The API services of all plugins, put together for one protocol. A plugin may be a user's, so what it gives is checked.
import type { ApiService } from "../core/api.ts";
import type { Log } from "../log/index.ts";
import { isTable } from "../plugin/settings.ts";
import { type Registration, Router } from "../rpc/handler.ts";

/** `services` are by plugin id. One that is no service, or whose name is taken, is left out and logged. */
export function routerOf(
  services: ReadonlyMap<string, ApiService>,
  transport: "grpc" | "ttrpc",
  log: Log,
): Router {
  const router = new Router();
  for (const [id, service] of services) {
    if (!isApiService(service)) {
      log.error("plugin gives no API service", { plugin: id });
    } else if (service.transports.includes(transport)) {
      add(router, id, service.registration, log);
    }
  }
  return router;
}

function add(router: Router, id: string, registration: Registration, log: Log): void {
  const { name } = registration.service;
  if (router.hasService(name)) {
    log.error("API service is served by another plugin already", { plugin: id, service: name });
    return;
  }
  router.add(registration);
}

function isApiService(
  value: unknown,
): value is { transports: readonly string[]; registration: Registration } {
  return isTable(value) && Array.isArray(value.transports) && isRegistration(value.registration);
}

function isRegistration(value: unknown): value is Registration {
  if (!isTable(value) || !isTable(value.service) || !isTable(value.handlers)) {
    return false;
  }
  const { name, methods } = value.service;
  const handlers = Object.values(value.handlers);
  return (
    typeof name === "string" &&
    isTable(methods) &&
    Object.values(methods).every(isMethod) &&
    handlers.every((handler) => handler === undefined || typeof handler === "function")
  );
}

function isMethod(value: unknown): boolean {
  return (
    isTable(value) &&
    typeof value.name === "string" &&
    ["unary", "upload", "download", "duplex"].includes(String(value.kind)) &&
    isCodec(value.input) &&
    isCodec(value.output)
  );
}

function isCodec(value: unknown): boolean {
  return isTable(value) && typeof value.encode === "function" && typeof value.decode === "function";
}
