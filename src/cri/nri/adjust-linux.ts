// The part of a new container's changes that only Linux has. Source: containerd/nri pkg/runtime-tools/generate.
import { jsonNumber } from "../../core/exact-json.ts";
import { invalidArgument } from "../../errors/index.ts";
import { additions, removals } from "../../messages/removal-mark.ts";
import {
  type Device,
  type DeviceRule,
  type Linux,
  type NamespaceType,
  namespaceTypes,
  type Seccomp,
  type SpecOption,
  withCgroup,
  withHostNamespace,
  withNamespace,
} from "../../oci/spec/index.ts";
import { linuxOf, processOf, resourcesOf } from "../../oci/spec/option.ts";
import type {
  LinuxContainerAdjustment,
  LinuxDevice,
  LinuxNamespace,
  LinuxNetDevice,
  LinuxRdt,
  LinuxSeccomp,
} from "../../rpc/gen/nri.ts";
import type { HugetlbSettings } from "../spec/resources.ts";
import { withNriResources } from "./resources.ts";
import { withScheduling } from "./scheduling.ts";

export function withLinuxAdjustment(hugetlb: HugetlbSettings, linux: LinuxContainerAdjustment): SpecOption[] {
  const { oomScoreAdj, seccompPolicy, resources, rdt } = linux;
  return [
    withDeviceChanges(linux.devices),
    ...(linux.cgroupsPath === "" ? [] : [withCgroup(linux.cgroupsPath)]),
    ...(oomScoreAdj === null ? [] : [withProcessOomScoreAdj(jsonNumber(oomScoreAdj.value))]),
    ...withScheduling(linux),
    ...(seccompPolicy === null ? [] : [withSeccompPolicy(seccompPolicy)]),
    ...linux.namespaces.map(withNamespaceChange),
    withSysctlChanges(linux.sysctl),
    withNetDeviceChanges(linux.netDevices),
    ...(resources === null ? [] : withNriResources(resources, hugetlb)),
    ...(rdt === null ? [] : [withRdt(rdt)]),
  ];
}

/** A device that a plugin adds may be used, too. */
function withDeviceChanges(changes: readonly LinuxDevice[]): SpecOption {
  const added = additions(changes, ({ path }) => path);
  const gone = new Set([...removals(changes.map(({ path }) => path)), ...added.map(({ path }) => path)]);
  return (spec) => {
    if (changes.length === 0) {
      return;
    }
    const linux = linuxOf(spec);
    linux.devices = [...(linux.devices ?? []).filter(({ path }) => !gone.has(path)), ...added.map(deviceOf)];
    const limits = resourcesOf(spec);
    limits.devices = [...(limits.devices ?? []), ...added.map(ruleOf)];
  };
}

function deviceOf({ path, type, major, minor, fileMode, uid, gid }: LinuxDevice): Device {
  return {
    ...{ path, type, major: jsonNumber(major), minor: jsonNumber(minor) },
    ...(fileMode === null ? {} : { fileMode: fileMode.value }),
    ...(uid === null ? {} : { uid: uid.value }),
    ...(gid === null ? {} : { gid: gid.value }),
  };
}

/** Nodes of block devices may also be made, as under containerd. */
function ruleOf({ type, major, minor }: LinuxDevice): DeviceRule {
  const access = type === "b" ? "rwm" : "rw";
  return { allow: true, type, major: jsonNumber(major), minor: jsonNumber(minor), access };
}

function withProcessOomScoreAdj(value: number): SpecOption {
  return (spec) => {
    processOf(spec).oomScoreAdj = value;
  };
}

function withSeccompPolicy(policy: LinuxSeccomp): SpecOption {
  return (spec) => {
    linuxOf(spec).seccomp = seccompOf(policy);
  };
}

function seccompOf(policy: LinuxSeccomp): Seccomp {
  const { defaultAction, defaultErrno, architectures, flags, listenerPath, listenerMetadata } = policy;
  return {
    defaultAction,
    ...(defaultErrno === null ? {} : { defaultErrnoRet: defaultErrno.value }),
    ...(architectures.length === 0 ? {} : { architectures }),
    ...(flags.length === 0 ? {} : { flags }),
    ...(listenerPath === "" ? {} : { listenerPath, listenerMetadata }),
    syscalls: policy.syscalls.map(({ names, action, errnoRet, args }) => ({
      ...{ names, action },
      ...(errnoRet === null ? {} : { errnoRet: errnoRet.value }),
      args: args.map(({ index, value, valueTwo, op }) => ({
        ...{ index, value: jsonNumber(value), valueTwo: jsonNumber(valueTwo), op },
      })),
    })),
  };
}

function withNamespaceChange({ type: marked, path }: LinuxNamespace): SpecOption {
  const [removed] = removals([marked]);
  return removed === undefined
    ? withNamespace({ type: namespaceType(marked), ...(path === "" ? {} : { path }) })
    : withHostNamespace(namespaceType(removed));
}

function namespaceType(text: string): NamespaceType {
  const type = namespaceTypes.find((known) => known === text);
  if (type === undefined) {
    throw invalidArgument(`unrecognized namespace ${JSON.stringify(text)}`);
  }
  return type;
}

function withSysctlChanges(changes: Readonly<Record<string, string>>): SpecOption {
  return (spec) => {
    const linux = linuxOf(spec);
    const removed = removals(Object.keys(changes));
    const known = Object.entries(linux.sysctl ?? {}).filter(([name]) => !removed.has(name));
    const added = additions(Object.entries(changes), ([name]) => name);
    const sysctl = Object.fromEntries([...known, ...added]);
    if (Object.keys(sysctl).length > 0) {
      linux.sysctl = sysctl;
    } else {
      delete linux.sysctl;
    }
  };
}

function withNetDeviceChanges(changes: Readonly<Record<string, LinuxNetDevice>>): SpecOption {
  return (spec) => {
    const linux = linuxOf(spec);
    const removed = removals(Object.keys(changes));
    const known = Object.entries(linux.netDevices ?? {}).filter(([name]) => !removed.has(name));
    const added = additions(Object.entries(changes), ([name]) => name).map(
      ([name, device]) => [name, { name: device.name }] as const,
    );
    if (known.length + added.length > 0) {
      linux.netDevices = Object.fromEntries([...known, ...added]);
    } else {
      delete linux.netDevices;
    }
  };
}

function withRdt({ remove, closId, schemata, enableMonitoring }: LinuxRdt): SpecOption {
  return (spec) => {
    const linux = linuxOf(spec);
    const rdt: NonNullable<Linux["intelRdt"]> = {
      ...(remove ? {} : linux.intelRdt),
      ...(closId === null ? {} : { closID: closId.value }),
      ...(schemata === null ? {} : { schemata: schemata.value }),
      ...(enableMonitoring === null ? {} : { enableMonitoring: enableMonitoring.value }),
    };
    if (Object.keys(rdt).length > 0) {
      linux.intelRdt = rdt;
    } else {
      delete linux.intelRdt;
    }
  };
}
