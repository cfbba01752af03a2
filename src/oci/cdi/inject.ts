// Changes a container's spec as CDI says. Source: container-device-interface pkg/cdi/container-edits.go, Apply.
import { mountDepth } from "../spec/isolation.ts";
import { hooksOf, linuxOf, processOf, resourcesOf } from "../spec/option.ts";
import { mergeEnv } from "../spec/process.ts";
import type { Device, IntelRdt, Spec, SpecMount } from "../spec/types.ts";
import { deviceFor } from "./device-node.ts";
import type { CdiDeviceNode, CdiEdits, CdiHook, CdiMount, CdiRdt } from "./document.ts";

/**
 * Applies edits. Environment variables and mounts replace those of the same name or place. Afterwards mounts are in the order of
 * their depth, so that none hides another.
 */
export async function applyEdits(spec: Spec, edits: CdiEdits): Promise<void> {
  const process = processOf(spec);
  process.env = mergeEnv(process.env ?? [], edits.env);
  for (const node of edits.deviceNodes) {
    addDevice(spec, node, await deviceFor(node));
  }
  addNetDevices(spec, edits.netDevices);
  addMounts(spec, edits.mounts);
  for (const hook of edits.hooks) {
    addHook(spec, hook);
  }
  if (edits.intelRdt !== undefined) {
    linuxOf(spec).intelRdt = toSpecRdt(edits.intelRdt);
  }
  const groups = edits.additionalGids.filter((gid) => gid !== 0);
  if (groups.length > 0) {
    process.user.additionalGids = [...new Set([...(process.user.additionalGids ?? []), ...groups])];
  }
}

/** The node belongs to the user that the process runs as, unless the file says whom it belongs to, or that user is root. */
function addDevice(spec: Spec, { permissions }: CdiDeviceNode, device: Device): void {
  const { uid, gid } = processOf(spec).user;
  if (uid > 0) {
    device.uid ??= uid;
  }
  if (gid > 0) {
    device.gid ??= gid;
  }
  const linux = linuxOf(spec);
  linux.devices = [...(linux.devices ?? []).filter(({ path }) => path !== device.path), device];
  const { type, major, minor } = device;
  if (type === "b" || type === "c") {
    const access = permissions === "none" ? "" : permissions || "rwm";
    const resources = resourcesOf(spec);
    resources.devices = [...(resources.devices ?? []), { allow: true, type, major, minor, access }];
  }
}

function addNetDevices(spec: Spec, devices: CdiEdits["netDevices"]): void {
  if (devices.length > 0) {
    const added = devices.map(({ hostInterfaceName, name }) => [hostInterfaceName, { name }] as const);
    const linux = linuxOf(spec);
    linux.netDevices = { ...linux.netDevices, ...Object.fromEntries(added) };
  }
}

function addMounts(spec: Spec, mounts: readonly CdiMount[]): void {
  if (mounts.length === 0) {
    return;
  }
  const isIdMapped = (spec.linux?.namespaces ?? []).some(({ type }) => type === "user");
  const places = new Set(mounts.map(({ containerPath }) => containerPath));
  const kept = (spec.mounts ?? []).filter(({ destination }) => !places.has(destination));
  const added = mounts.map((mount) => toSpecMount(mount, isIdMapped));
  spec.mounts = [...kept, ...added].sort((a, b) => mountDepth(a.destination) - mountDepth(b.destination));
}

function toSpecMount({ hostPath, containerPath, type, options }: CdiMount, isIdMapped: boolean): SpecMount {
  const idMap = isIdMapped ? idMapOption(type, options ?? []) : [];
  return {
    destination: containerPath,
    source: hostPath,
    ...(type === "" ? {} : { type }),
    ...(options === undefined && idMap.length === 0 ? {} : { options: [...(options ?? []), ...idMap] }),
  };
}

/** In a user namespace, files of a bind mount belong to the owners that they have outside. */
function idMapOption(type: string, options: readonly string[]): string[] {
  if (options.includes("idmap") || options.includes("ridmap")) {
    return [];
  }
  const bind = options.findLast((option) => option === "bind" || option === "rbind");
  if (bind !== undefined) {
    return [bind === "bind" ? "idmap" : "ridmap"];
  }
  return type === "bind" ? ["idmap"] : [];
}

function toSpecRdt({ closID, l3CacheSchema, memBwSchema, schemata, enableMonitoring }: CdiRdt): IntelRdt {
  return {
    ...(closID === "" ? {} : { closID }),
    ...(l3CacheSchema === "" ? {} : { l3CacheSchema }),
    ...(memBwSchema === "" ? {} : { memBwSchema }),
    ...(schemata === undefined ? {} : { schemata }),
    ...(enableMonitoring ? { enableMonitoring } : {}),
  };
}

function addHook(spec: Spec, { hookName, path, args, env, timeout }: CdiHook): void {
  const hooks = hooksOf(spec);
  const added = {
    path,
    ...(args === undefined ? {} : { args }),
    ...(env === undefined ? {} : { env }),
    ...(timeout === undefined ? {} : { timeout }),
  };
  hooks[hookName] = [...(hooks[hookName] ?? []), added];
}
