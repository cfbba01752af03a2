import {
  type Rlimit,
  type SpecOption,
  withCpu,
  withCpus,
  withCpuset,
  withMemoryLimit,
  withPidsLimit,
  withRlimit,
} from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import type { ContainerFlags } from "./flags.ts";

/** The options of the spec that the flags about resources stand for. */
export function resourceOptions(flags: ContainerFlags): SpecOption[] {
  return [...cpuOptions(flags), ...memoryOptions(flags), ...limitOptions(flags)];
}

/** CPU shares of a container for which none are asked. */
const defaultShares = 1024;

function cpuOptions(flags: ContainerFlags): SpecOption[] {
  const { cpus = 0, "cpu-quota": quota, "cpu-period": period, "cpu-burst": burst } = flags;
  if (cpus > 0 && (quota !== undefined || period !== undefined)) {
    throw invalidArgument("cpus and quota/period should be used separately");
  }
  const cpu = {
    shares: flags["cpu-shares"] ?? defaultShares,
    ...(quota === undefined ? {} : { quota }),
    ...(period === undefined ? {} : { period }),
    ...(burst === undefined ? {} : { burst }),
  };
  const cpuset = withCpuset(flags["cpuset-cpus"] ?? "", flags["cpuset-mems"] ?? "");
  return [withCpu(cpu), cpuset, ...(cpus > 0 ? [withCpus(cpus)] : [])];
}

function memoryOptions(flags: ContainerFlags): SpecOption[] {
  const limit = flags["memory-limit"] ?? 0;
  return limit > 0 ? [withMemoryLimit(limit)] : [];
}

function limitOptions(flags: ContainerFlags): SpecOption[] {
  const { "pids-limit": pids, "rlimit-nofile": files } = flags;
  return [
    ...(pids === undefined ? [] : [withPidsLimit(pids)]),
    ...(files === undefined ? [] : [withRlimit(parseFileLimit(files))]),
  ];
}

function parseFileLimit(text: string): Rlimit {
  const [soft = "", hard = soft] = text.split(":");
  if (!/^\d+$/.test(soft) || !/^\d+$/.test(hard)) {
    throw invalidArgument(`failed to parse rlimit-nofile ${JSON.stringify(text)}`);
  }
  return { type: "RLIMIT_NOFILE", soft: Number(soft), hard: Number(hard) };
}
