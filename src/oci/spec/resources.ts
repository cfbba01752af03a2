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

/** Sets CPU limits. Those of other options stay, unless they are set here too. */
export function withCpu(cpu: Cpu): SpecOption {
  return (spec) => {
    const resources = resourcesOf(spec);
    resources.cpu = { ...resources.cpu, ...cpu };
  };
}

const cfsPeriodMicros = 100_000;

/** Limits the processor time to that of `count` processors, such as 1.5. */
export function withCpus(count: number): SpecOption {
  return withCpu({ quota: Math.trunc(count * cfsPeriodMicros), period: cfsPeriodMicros });
}

/** Sets the processors and memory nodes that may be used, as lists such as `0-2,4`. An empty list changes nothing. */
export function withCpuset(cpus: string, mems = ""): SpecOption {
  return withCpu({ ...(cpus === "" ? {} : { cpus }), ...(mems === "" ? {} : { mems }) });
}
