// Parts of a runtime spec as plugins see them. Source: containerd/nri pkg/api.
import { exactInteger } from "../../core/exact-json.ts";
import type {
  Device,
  Hook,
  Hooks,
  IntelRdt,
  IoPriority,
  LinuxNamespace,
  Rlimit,
  Scheduler,
  Seccomp,
  SpecMount,
} from "../../oci/spec/index.ts";
import {
  type Hooks as HooksMessage,
  IOPrioClass,
  type LinuxDevice,
  type LinuxIOPriority,
  type LinuxRdt,
  type LinuxScheduler,
  LinuxSchedulerFlag,
  LinuxSchedulerPolicy,
  type LinuxSeccomp,
  type Mount,
  type LinuxNamespace as NamespaceMessage,
  type POSIXRlimit,
} from "../../rpc/gen/nri.ts";
import type { Init } from "../../rpc/message.ts";
import { optional } from "./resources.ts";

export function mountsMessage(mounts: readonly SpecMount[]): Init<Mount>[] {
  return mounts.map(({ destination, type = "", source = "", options = [] }) => ({
    ...{ destination, type, source, options },
  }));
}

export function namespacesMessage(namespaces: readonly LinuxNamespace[]): { type: string; path: string }[] {
  return namespaces.map(({ type, path = "" }) => ({ type, path })) satisfies Init<NamespaceMessage>[];
}

export function devicesMessage(devices: readonly Device[]): Init<LinuxDevice>[] {
  return devices.map(({ path, type, major, minor, fileMode, uid, gid }) => ({
    ...{ path, type, major: exactInteger(major), minor: exactInteger(minor) },
    fileMode: small(fileMode),
    uid: small(uid),
    gid: small(gid),
  }));
}

export function rlimitsMessage(rlimits: readonly Rlimit[]): Init<POSIXRlimit>[] {
  return rlimits.map(({ type, hard, soft }) => ({
    ...{ type, hard: exactInteger(hard), soft: exactInteger(soft) },
  }));
}

export function hooksMessage(hooks: Hooks | undefined): Init<HooksMessage> | null {
  const all = (list: readonly Hook[] | undefined) =>
    (list ?? []).map(({ path, args = [], env = [], timeout }) => ({
      ...{ path, args, env, timeout: optional(timeout) },
    }));
  return hooks === undefined
    ? null
    : {
        prestart: all(hooks.prestart),
        createRuntime: all(hooks.createRuntime),
        createContainer: all(hooks.createContainer),
        startContainer: all(hooks.startContainer),
        poststart: all(hooks.poststart),
        poststop: all(hooks.poststop),
      };
}

export function ioPriorityMessage(io: IoPriority | undefined): Init<LinuxIOPriority> | null {
  return io === undefined ? null : { class: numberOf(IOPrioClass, io.class), priority: io.priority };
}

export function schedulerMessage(scheduler: Scheduler | undefined): Init<LinuxScheduler> | null {
  if (scheduler === undefined) {
    return null;
  }
  const { policy, nice = 0, priority = 0, flags = [], runtime = 0, deadline = 0, period = 0 } = scheduler;
  return {
    policy: numberOf(LinuxSchedulerPolicy, policy),
    ...{ nice, priority, flags: flags.map((flag) => numberOf(LinuxSchedulerFlag, flag)) },
    ...{ runtime: exactInteger(runtime), deadline: exactInteger(deadline), period: exactInteger(period) },
  };
}

export function rdtMessage(rdt: IntelRdt | undefined): Init<LinuxRdt> | null {
  return rdt === undefined
    ? null
    : {
        closId: { value: rdt.closID ?? "" },
        schemata: { value: rdt.schemata ?? [] },
        enableMonitoring: { value: rdt.enableMonitoring ?? false },
      };
}

export function seccompMessage(seccomp: Seccomp | undefined): Init<LinuxSeccomp> | null {
  if (seccomp === undefined) {
    return null;
  }
  const { defaultAction, defaultErrnoRet, architectures = [], flags = [], syscalls = [] } = seccomp;
  const { listenerPath = "", listenerMetadata = "" } = seccomp;
  return {
    ...{ defaultAction, architectures, flags, listenerPath, listenerMetadata },
    defaultErrno: small(defaultErrnoRet),
    syscalls: syscalls.map(({ names, action, errnoRet, args = [] }) => ({
      ...{ names, action, errnoRet: small(errnoRet) },
      args: args.map(({ index, value, valueTwo = 0, op }) => ({
        ...{ index, value: exactInteger(value), valueTwo: exactInteger(valueTwo), op },
      })),
    })),
  };
}

function small(value: number | undefined): { value: number } | null {
  return value === undefined ? null : { value };
}

/** The number of an enum's value; 0 for one that the enum does not have. */
function numberOf(names: Readonly<Record<string, number>>, name: string): number {
  return names[name] ?? 0;
}
