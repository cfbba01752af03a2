// What the first process of a container may do. Source: containerd internal/cri/opts/spec_opts.go, WithCapabilities.
import { currentCapabilities, type SpecOption } from "../../oci/spec/index.ts";
import { processOf } from "../../oci/spec/option.ts";
import type { Capability } from "../../rpc/gen/cri.ts";

/** Names are without the prefix `CAP_`; `ALL` stands for each capability that the daemon has. What is dropped beats what is added. */
export function withCapabilities(wanted: Capability): SpecOption {
  const added = namesOf(wanted.addCapabilities);
  const dropped = namesOf(wanted.dropCapabilities);
  const ambient = namesOf(wanted.addAmbientCapabilities).names;
  return (spec) => {
    const process = processOf(spec);
    const given = added.hasAll ? currentCapabilities() : (process.capabilities?.bounding ?? []);
    const kept = dropped.hasAll ? [] : given;
    const all = [...new Set([...kept, ...added.names, ...ambient])];
    const names = all.filter((name) => !dropped.names.includes(name));
    process.capabilities = {
      bounding: names,
      effective: names,
      permitted: names,
      ...ambientSets(ambient, names),
    };
  };
}

/** The kernel lets only what is inheritable be ambient. Nothing else is inheritable: CVE-2022-24769. */
function ambientSets(wanted: readonly string[], permitted: readonly string[]) {
  const names = wanted.filter((name) => permitted.includes(name));
  return names.length === 0 ? {} : { ambient: names, inheritable: names };
}

function namesOf(list: readonly string[]): { readonly hasAll: boolean; readonly names: string[] } {
  const upper = list.map((name) => name.toUpperCase());
  const names = upper.filter((name) => name !== "ALL").map((name) => `CAP_${name}`);
  return { hasAll: upper.includes("ALL"), names };
}
