// Makes the changes in a new container's spec that plugins want. Source: containerd/nri pkg/runtime-tools/generate.
import { jsonNumber } from "../../core/exact-json.ts";
import { additions, removals } from "../../messages/removal-mark.ts";
import type { CdiRegistry } from "../../oci/cdi/index.ts";
import {
  hookNames,
  mountDepth,
  type Hook as SpecHook,
  type SpecMount,
  type SpecOption,
  withMounts,
  withRlimit,
} from "../../oci/spec/index.ts";
import { hooksOf, linuxOf, processOf } from "../../oci/spec/option.ts";
import { mergeEnv } from "../../oci/spec/process.ts";
import type { ContainerAdjustment, Hook, Hooks as HooksMessage, KeyValue, Mount } from "../../rpc/gen/nri.ts";
import { withCdi } from "../spec/cdi.ts";
import { type Propagation, requirePropagation, setRootPropagation } from "../spec/propagation.ts";
import type { HugetlbSettings } from "../spec/resources.ts";
import { withLinuxAdjustment } from "./adjust-linux.ts";

/** What the changes depend on. */
export interface AdjustedNode {
  /** Undefined when CDI is switched off. */
  readonly cdi: CdiRegistry | undefined;
  readonly settings: HugetlbSettings;
}

/** In containerd's order: what a device of CDI brings comes before what plugins set themselves. */
export function withAdjustment({ cdi, settings }: AdjustedNode, adjust: ContainerAdjustment): SpecOption[] {
  return [
    withAnnotationChanges(adjust.annotations),
    withEnvChanges(adjust.env),
    ...(adjust.args.length === 0 ? [] : [withProcessArgs(adjust.args)]),
    ...(adjust.hooks === null ? [] : [withHooks(adjust.hooks)]),
    ...withCdi(cdi, { CDIDevices: adjust.CDIDevices, annotations: {} }),
    ...(adjust.linux === null ? [] : withLinuxAdjustment(settings, adjust.linux)),
    ...(adjust.mounts.length === 0 ? [] : [withMountChanges(adjust.mounts)]),
    ...adjust.rlimits.map(({ type, hard, soft }) =>
      withRlimit({ type, hard: jsonNumber(hard), soft: jsonNumber(soft) }),
    ),
  ];
}

function withAnnotationChanges(changes: Readonly<Record<string, string>>): SpecOption {
  return (spec) => {
    const removed = removals(Object.keys(changes));
    const known = Object.entries(spec.annotations ?? {}).filter(([name]) => !removed.has(name));
    const added = additions(Object.entries(changes), ([name]) => name);
    spec.annotations = Object.fromEntries([...known, ...added]);
  };
}

function withEnvChanges(changes: readonly KeyValue[]): SpecOption {
  const added = additions(changes, ({ key }) => key).map(({ key, value }) => `${key}=${value}`);
  const overrides = [...removals(changes.map(({ key }) => key)), ...added];
  return (spec) => {
    const process = processOf(spec);
    process.env = mergeEnv(process.env ?? [], overrides);
  };
}

function withProcessArgs(args: readonly string[]): SpecOption {
  return (spec) => {
    processOf(spec).args = [...args];
  };
}

function withHooks(hooks: HooksMessage): SpecOption {
  return (spec) => {
    const known = hooksOf(spec);
    for (const name of hookNames.filter((each) => hooks[each].length > 0)) {
      known[name] = [...(known[name] ?? []), ...hooks[name].map(hookOf)];
    }
  };
}

function hookOf({ path, args, env, timeout }: Hook): SpecHook {
  return { path, args, env, ...(timeout === null ? {} : { timeout: jsonNumber(timeout.value) }) };
}

/** Afterwards all mounts are in the order of their depth, so that none hides another. */
function withMountChanges(changes: readonly Mount[]): SpecOption {
  const removed = removals(changes.map(({ destination }) => destination));
  const added = additions(changes, ({ destination }) => destination);
  return async (spec, given) => {
    spec.mounts = (spec.mounts ?? []).filter(({ destination }) => !removed.has(destination));
    await withMounts(added.map(mountOf))(spec, given);
    spec.mounts = spec.mounts.sort(
      (one, other) => mountDepth(one.destination) - mountDepth(other.destination),
    );
    for (const mount of added) {
      requirePropagation(mount.source, propagationOf(mount));
    }
    setRootPropagation(linuxOf(spec), added.map(propagationOf));
  };
}

const propagations: readonly Propagation[] = ["rprivate", "rslave", "rshared"];

/** The last option that says it counts. */
function propagationOf({ options }: Mount): Propagation {
  return (
    options
      .map((option) => propagations.find((name) => name === option))
      .findLast((name) => name !== undefined) ?? "rprivate"
  );
}

function mountOf({ destination, type, source, options }: Mount): SpecMount {
  return { destination, type, source, options };
}
