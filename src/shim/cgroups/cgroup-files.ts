// Reading the small files of cgroup directories. Counters are bigints: the kernel uses all of their 64 bits.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../../errors/index.ts";

/** What the API sends for a limit that a file calls `max`. */
const unlimited = 2n ** 64n - 1n;

export function textIn(directory: string, file: string): string {
  return readFileSync(join(directory, file), "utf8").trim();
}

/** The counter that is all of a file's content. Throws when the file holds anything else. */
export function counterIn(directory: string, file: string): bigint {
  return limitIn(directory, file, unlimited);
}

/** As `counterIn`, where a missing limit is sent as something else than the greatest number. */
export function limitIn(directory: string, file: string, whenMax: bigint): bigint {
  const text = textIn(directory, file);
  return text === "max" ? whenMax : parseCounter(text, join(directory, file));
}

function parseCounter(text: string, path: string): bigint {
  if (!/^\d{1,20}$/.test(text)) {
    throw new Error(`${path} holds ${JSON.stringify(text.slice(0, 100))}, which is no counter`);
  }
  return BigInt.asUintN(64, BigInt(text));
}

/** Counters that stand in a row, separated by blanks. */
export function countersIn(directory: string, file: string): bigint[] {
  const texts = textIn(directory, file).split(/\s+/);
  return texts.map((text) => parseCounter(text, join(directory, file)));
}

/** Reads a field of a file whose lines are `name counter`; 0 where this kernel has no such field. */
export type Field = (name: string) => bigint;

export function fieldsIn(directory: string, file: string): Field {
  const lines = textIn(directory, file).matchAll(/^(\S+) (\d+)$/gm);
  const fields = new Map(
    [...lines].map(([, name = "", value = ""]) => [name, BigInt.asUintN(64, BigInt(value))]),
  );
  return (name) => fields.get(name) ?? 0n;
}

/** What `read` gives; undefined where a kernel lacks the file, or its controller is not enabled. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ENODEV", "EOPNOTSUPP"].includes(errnoOf(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
}

/** Page sizes for which a directory has `hugetlb.<size>.<suffix>`. */
export function hugePageSizes(directory: string, suffix: string): string[] {
  const pattern = new RegExp(`^hugetlb\\.(\\w+)\\.${suffix}$`);
  return readdirSync(directory)
    .map((name) => pattern.exec(name)?.[1])
    .filter((size) => size !== undefined);
}

export interface RdmaEntry {
  readonly device: string;
  readonly hcaHandles: number;
  readonly hcaObjects: number;
}

/** Lines of `mlx4_0 hca_handle=2 hca_object=max`: the same in both versions of cgroups. */
export function rdmaIn(directory: string, file: string): RdmaEntry[] {
  const lines = textIn(directory, file).split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => ({
      device: line.split(" ")[0] ?? "",
      hcaHandles: rdmaCount(line, "hca_handle"),
      hcaObjects: rdmaCount(line, "hca_object"),
    }));
}

/** These counters have 32 bits in the kernel and in the API. */
function rdmaCount(line: string, name: string): number {
  const maxUint32 = 0xffff_ffff;
  const value = new RegExp(` ${name}=(max|\\d+)`).exec(line)?.[1] ?? "0";
  return value === "max" ? maxUint32 : Math.min(Number(value), maxUint32);
}
