import { resourcesOf, type SpecOption } from "./option.ts";
import type { Cpu } from "./types.ts";

/** Limits the memory, in bytes. */
export function withMemoryLimit(limit: number): SpecOption {
  return (spec) => {
    const resources = resourcesOf(spec);
    resources.memory = { ...resources.memory, limit };
  };
}

/** Limits memory and swap together, in bytes; -1 stands for no limit. */
export function withMemorySwap(swap: number): SpecOption {
  return (spec) => {
    const resources = resourcesOf(spec);
    resources.memory = { ...resources.memory, swap };
  };
}

/** Limits the number of processes and threads; -1 stands for no limit. */
export function withPidsLimit(limit: number): SpecOption {
  return (spec) => {
    resourcesOf(spec).pids = { limit };
  };
}

/** Sets limits of processors, beside those that other options have set. */
export function withCpu(cpu: Cpu): SpecOption {
  return (spec) => {
    const resources = resourcesOf(spec);
    resources.cpu = { ...resources.cpu, ...cpu };
  };
}

const cfsPeriodMicros = 100_000;

/** Limits the time of processors to that of `count` of them, e.g. 1.5. */
export function withCpus(count: number): SpecOption {
  return withCpu({ quota: Math.trunc(count * cfsPeriodMicros), period: cfsPeriodMicros });
}

/** Names the processors that may be used, and the memory nodes, as lists such as `0-2,4`. Empty lists change nothing. */
export function withCpuset(cpus: string, mems = ""): SpecOption {
  return withCpu({ ...(cpus === "" ? {} : { cpus }), ...(mems === "" ? {} : { mems }) });
}
