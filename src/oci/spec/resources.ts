import { resourcesOf, type SpecOption } from "./option.ts";
import type { Cpu } from "./types.ts";

/** Bytes. */
export function withMemoryLimit(limit: number): SpecOption {
  return (spec) => {
    const resources = resourcesOf(spec);
    resources.memory = { ...resources.memory, limit };
  };
}

/** Bytes of memory and swap together; -1: no limit. */
export function withMemorySwap(swap: number): SpecOption {
  return (spec) => {
    const resources = resourcesOf(spec);
    resources.memory = { ...resources.memory, swap };
  };
}

/** Processes and threads; -1: no limit. */
export function withPidsLimit(limit: number): SpecOption {
  return (spec) => {
    resourcesOf(spec).pids = { limit };
  };
}

/** Merges with what other options set of the same group. */
export function withCpu(cpu: Cpu): SpecOption {
  return (spec) => {
    const resources = resourcesOf(spec);
    resources.cpu = { ...resources.cpu, ...cpu };
  };
}

const cfsPeriodMicros = 100_000;

/** How many processors' time it may use, e.g. 1.5. */
export function withCpus(count: number): SpecOption {
  return withCpu({ quota: Math.trunc(count * cfsPeriodMicros), period: cfsPeriodMicros });
}

/** Processors it may run on, and memory nodes, as lists such as `0-2,4`. */
export function withCpuset(cpus: string, mems = ""): SpecOption {
  return withCpu({ ...(cpus === "" ? {} : { cpus }), ...(mems === "" ? {} : { mems }) });
}
