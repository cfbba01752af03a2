// Reading the small files of cgroup directories.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../../errors/index.ts";

/** The wire's greatest uint64, which stands for "max". Numbers cannot hold it; the encoder takes its two halves. */
export const unlimited = { low: -1, high: -1, unsigned: true } as unknown as number;

export function textIn(directory: string, file: string): string {
  return readFileSync(join(directory, file), "utf8").trim();
}

export function numberIn(directory: string, file: string): number {
  const text = textIn(directory, file);
  return text === "max" ? unlimited : Number(text);
}

/** Lines of `key value`. */
export function tableIn(directory: string, file: string): Map<string, number> {
  const lines = textIn(directory, file).split("\n");
  return new Map(
    lines.map((line) => {
      const [key = "", value = "0"] = line.split(" ");
      return [key, Number(value)];
    }),
  );
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
  device: string;
  hcaHandles: number;
  hcaObjects: number;
}

/** Lines of `mlx4_0 hca_handle=2 hca_object=max`: the same in both versions. */
export function rdmaIn(directory: string, file: string): RdmaEntry[] {
  const maxUint32 = 0xffff_ffff;
  const count = (line: string, name: string): number => {
    const value = new RegExp(` ${name}=(\\w+)`).exec(line)?.[1] ?? "0";
    return value === "max" ? maxUint32 : Number(value);
  };
  const lines = textIn(directory, file).split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => ({
      device: line.split(" ")[0] ?? "",
      hcaHandles: count(line, "hca_handle"),
      hcaObjects: count(line, "hca_object"),
    }));
}
