// Fields of a container that are sets of entries with keys: a plugin sets an entry, or removes it by its key with a "-" before it.
// Source: containerd/nri pkg/adaptation/result.go.
import { isMarked, unmarked } from "../messages/removal-mark.ts";
import {
  type Container,
  type ContainerAdjustment,
  Field,
  type LinuxContainerAdjustment,
} from "../rpc/gen/nri.ts";
import type { Init } from "../rpc/message.ts";
import type { Claims } from "./owners.ts";

/** What all plugins together change of a new container. */
export type MergedAdjustment = Init<ContainerAdjustment> & { readonly linux: Init<LinuxContainerAdjustment> };

/** Collects the changes of one field. */
export interface KeyedMerge {
  /** Adds the changes of a plugin, and makes them in `container`, which the next plugin sees. */
  merge(adjust: ContainerAdjustment, container: Container, claims: Claims): void;
  write(into: MergedAdjustment): void;
}

type Entries<T> = readonly (readonly [key: string, value: T])[];

interface KeyedField<T> {
  readonly field: number;
  readonly wanted: (adjust: ContainerAdjustment) => Entries<T>;
  readonly known: (container: Container) => Entries<T>;
  readonly setKnown: (container: Container, entries: Entries<T>) => void;
  readonly write: (into: MergedAdjustment, entries: Entries<T>) => void;
  /** The entry that removes another one, by the key with its mark; undefined where nothing can be removed. */
  readonly removal?: (marked: string) => T;
  /** Whether a plugin may not remove what another one has set. */
  readonly removalIsClaim?: boolean;
}

/** By key: the entry as it is written, which for a removal has the key with the mark. */
type Merged<T> = Map<string, readonly [written: string, value: T]>;

function keyed<T>(description: KeyedField<T>): () => KeyedMerge {
  return () => {
    const merged: Merged<T> = new Map();
    return {
      merge: (adjust, container, claims) => {
        const wanted = description.wanted(adjust);
        if (wanted.length > 0) {
          mergeEntries(description, merged, wanted, container, claims);
        }
      },
      write: (into) => {
        if (merged.size > 0) {
          description.write(into, [...merged.values()]);
        }
      },
    };
  };
}

/** Removals come first: a plugin that removes and sets the same entry replaces it, also one of another plugin. */
function mergeEntries<T>(
  { field, known, setKnown, removal, removalIsClaim = false }: KeyedField<T>,
  merged: Merged<T>,
  wanted: Entries<T>,
  container: Container,
  claims: Claims,
): void {
  const current = new Map(known(container));
  const isRemoval = (key: string): boolean => removal !== undefined && isMarked(key);
  for (const [marked] of wanted.filter(([key]) => isRemoval(key))) {
    const key = unmarked(marked);
    if (removalIsClaim) {
      claims.claim(field, key);
    } else {
      claims.clear(field, key);
    }
    current.delete(key);
    if (removal !== undefined) {
      merged.set(key, [marked, removal(marked)]);
    }
  }
  for (const [key, value] of wanted.filter(([wantedKey]) => !isRemoval(wantedKey))) {
    claims.claim(field, key);
    current.delete(key);
    current.set(key, value);
    merged.delete(key);
    merged.set(key, [key, value]);
  }
  setKnown(container, [...current]);
}

const valuesOf = <T>(entries: Entries<T>): T[] => entries.map(([, value]) => value);

function nameAndValue(variable: string): { key: string; value: string } {
  const end = variable.indexOf("=");
  return end < 0
    ? { key: variable, value: "" }
    : { key: variable.slice(0, end), value: variable.slice(end + 1) };
}

export const keyedFields: readonly (() => KeyedMerge)[] = [
  keyed({
    field: Field.Annotations,
    wanted: ({ annotations }) => Object.entries(annotations),
    known: ({ annotations }) => Object.entries(annotations),
    setKnown: (container, entries) => {
      container.annotations = Object.fromEntries(entries);
    },
    write: (into, entries) => {
      into.annotations = Object.fromEntries(entries);
    },
    removal: () => "",
  }),
  keyed({
    field: Field.Mounts,
    wanted: ({ mounts }) => mounts.map((mount) => [mount.destination, mount]),
    known: ({ mounts }) => mounts.map((mount) => [mount.destination, mount]),
    setKnown: (container, entries) => {
      container.mounts = valuesOf(entries);
    },
    write: (into, entries) => {
      into.mounts = valuesOf(entries);
    },
    removal: (destination) => ({ destination, type: "", source: "", options: [] }),
  }),
  keyed({
    field: Field.Env,
    wanted: ({ env }) => env.map((variable) => [variable.key, variable]),
    known: ({ env }) => env.map(nameAndValue).map((variable) => [variable.key, variable]),
    setKnown: (container, entries) => {
      container.env = valuesOf(entries).map(({ key, value }) => `${key}=${value}`);
    },
    write: (into, entries) => {
      into.env = valuesOf(entries);
    },
    removal: (key) => ({ key, value: "" }),
  }),
  keyed({
    field: Field.Devices,
    wanted: ({ linux }) => (linux?.devices ?? []).map((device) => [device.path, device]),
    known: ({ linux }) => (linux?.devices ?? []).map((device) => [device.path, device]),
    setKnown: ({ linux }, entries) => {
      if (linux !== null) {
        linux.devices = valuesOf(entries);
      }
    },
    write: ({ linux }, entries) => {
      linux.devices = valuesOf(entries);
    },
    removal: (path) => ({ path, type: "", major: 0n, minor: 0n, fileMode: null, uid: null, gid: null }),
  }),
  keyed({
    field: Field.Namespace,
    wanted: ({ linux }) => (linux?.namespaces ?? []).map((namespace) => [namespace.type, namespace]),
    known: ({ linux }) => (linux?.namespaces ?? []).map((namespace) => [namespace.type, namespace]),
    setKnown: ({ linux }, entries) => {
      if (linux !== null) {
        linux.namespaces = valuesOf(entries);
      }
    },
    write: ({ linux }, entries) => {
      linux.namespaces = valuesOf(entries);
    },
    removal: (type) => ({ type, path: "" }),
    removalIsClaim: true,
  }),
  keyed({
    field: Field.Sysctl,
    wanted: ({ linux }) => Object.entries(linux?.sysctl ?? {}),
    known: ({ linux }) => Object.entries(linux?.sysctl ?? {}),
    setKnown: ({ linux }, entries) => {
      if (linux !== null) {
        linux.sysctl = Object.fromEntries(entries);
      }
    },
    write: ({ linux }, entries) => {
      linux.sysctl = Object.fromEntries(entries);
    },
    removal: () => "",
  }),
  keyed({
    field: Field.LinuxNetDevices,
    wanted: ({ linux }) => Object.entries(linux?.netDevices ?? {}),
    known: ({ linux }) => Object.entries(linux?.netDevices ?? {}),
    setKnown: ({ linux }, entries) => {
      if (linux !== null) {
        linux.netDevices = Object.fromEntries(entries);
      }
    },
    write: ({ linux }, entries) => {
      linux.netDevices = Object.fromEntries(entries);
    },
    removal: () => ({ name: "" }),
  }),
  keyed({
    field: Field.Rlimits,
    wanted: ({ rlimits }) => rlimits.map((limit) => [limit.type, limit]),
    known: ({ rlimits }) => rlimits.map((limit) => [limit.type, limit]),
    setKnown: (container, entries) => {
      container.rlimits = valuesOf(entries);
    },
    write: (into, entries) => {
      into.rlimits = valuesOf(entries);
    },
  }),
  keyed({
    field: Field.CdiDevices,
    wanted: ({ CDIDevices }) => CDIDevices.map((device) => [device.name, device]),
    // A request does not tell them: what they stand for is found out later.
    known: () => [],
    setKnown: () => {},
    write: (into, entries) => {
      into.CDIDevices = valuesOf(entries);
    },
  }),
];
