// Devices of `--device` and `--gpus`: those of the host by their paths, and those of CDI. Source: containerd
// cmd/ctr/commands/run/run_unix.go.
import { resolve } from "node:path";
import { type SpecOption, withDevice } from "../../../client/index.ts";
import { failedPrecondition, invalidArgument } from "../../../errors/index.ts";
import { CdiRegistry, cdiDirectories, isCdiDevice } from "../../../oci/cdi/index.ts";
import type { ContainerFlags } from "./flags.ts";

/** Vendors whose devices of the class `gpu` are named by numbers, the first that has some counts. */
const gpuVendors = ["nvidia.com", "amd.com"];

type DeviceFlags = Pick<ContainerFlags, "device" | "gpus" | "cdi-spec-dirs">;

/** The options that the flags stand for. Invalid argument: `--gpus` has something else than numbers. */
export function deviceOptions(flags: DeviceFlags): SpecOption[] {
  const { device, gpus, "cdi-spec-dirs": directories } = flags;
  const paths = device.filter((name) => !isCdiDevice(name));
  const names = device.filter(isCdiDevice);
  const numbers = gpus.flatMap((text) => text.split(",")).map(toNumber);
  return [
    ...paths.map((path) => withDevice(path)),
    ...(names.length + numbers.length === 0 ? [] : [withNamedDevices(directories, names, numbers)]),
  ];
}

function withNamedDevices(
  directories: readonly string[],
  names: readonly string[],
  gpus: readonly number[],
): SpecOption {
  const places = directories.map((directory) => resolve(directory));
  const registry = new CdiRegistry(cdiDirectories(places), ({ path, reason }) =>
    console.error(`warning: ${path} is not used: ${reason}`),
  );
  return async (spec) => registry.inject(spec, [...names, ...(await gpuNames(registry, gpus))]);
}

async function gpuNames(registry: CdiRegistry, gpus: readonly number[]): Promise<string[]> {
  if (gpus.length === 0) {
    return [];
  }
  const { devices } = await registry.catalog();
  const known = [...devices.keys()];
  const vendor = gpuVendors.find((each) => known.some((name) => name.startsWith(`${each}/`)));
  if (vendor === undefined) {
    throw failedPrecondition(`no CDI spec file of ${gpuVendors.join(" or ")}, whose devices --gpus gives`);
  }
  return gpus.map((gpu) => `${vendor}/gpu=${gpu}`);
}

function toNumber(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw invalidArgument(`--gpus: ${JSON.stringify(text)} is not the number of a GPU`);
  }
  return Number(text);
}
