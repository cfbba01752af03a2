// Makes a container's record from a command line. Source of behaviour: containerd cmd/ctr/commands/run/run_unix.go.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Client, Container, NewContainerOptions, Spec, SpecOption } from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import { parseSpec } from "../../../oci/spec/parse.ts";
import type { Session } from "../../command.ts";
import { unpackedImage } from "../../containers/unpacked-image.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { parseLabels } from "../../flags/labels.ts";
import type { ContainerFlags } from "./flags.ts";
import { runtimeOptions } from "./runtime-options.ts";
import { specOptions } from "./spec-options.ts";

/** The arguments of `run` and `containers create`. */
export interface ContainerArguments {
  /** Id of the container. */
  readonly id: string;
  /** The image, or the directory with `--rootfs`; undefined with `--config`. */
  readonly reference: string | undefined;
  /** The command line of the process; empty: the image's. */
  readonly args: readonly string[];
}

/** Reads `IMAGE ID [COMMAND...]`, or `ID` with `--config`. Invalid argument: one is missing. */
export function containerArguments(flags: ContainerFlags, args: readonly string[]): ContainerArguments {
  if (flags.config !== undefined) {
    if (args.length > 1) {
      throw invalidArgument("with spec config file, only container id should be provided");
    }
    return { id: requireArgument(args, 0, "container id must be provided"), reference: undefined, args: [] };
  }
  const reference = requireArgument(args, 0, "image ref must be provided");
  return { id: requireArgument(args, 1, "container id must be provided"), reference, args: args.slice(2) };
}

/** What is added to what the flags say. */
export interface Extras {
  /** Options of the spec, after all others. */
  readonly options?: readonly SpecOption[];
  /** Labels of the container. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Creates the container that a command line describes. */
export async function createFromFlags(
  session: Session,
  flags: ContainerFlags,
  wanted: ContainerArguments,
  extras: Extras = {},
): Promise<Container> {
  const optionsOfRuntime = await runtimeOptions(flags);
  const options =
    wanted.reference === undefined ? [] : specOptions(flags, { ...wanted, reference: wanted.reference });
  const client = await session.connect();
  const source = await sourceOf(client, session, flags, wanted.reference);
  const spec: Spec | SpecOption[] =
    flags.config === undefined ? [...options, ...(extras.options ?? [])] : await readSpec(flags.config);
  const container: NewContainerOptions = {
    ...source,
    spec,
    runtimeOptions: optionsOfRuntime,
    labels: { ...parseLabels(flags.label), ...extras.labels },
    runtime: flags.runtime,
    sandbox: flags.sandbox,
  };
  return client.newContainer(wanted.id, container, session);
}

type Source = Pick<
  NewContainerOptions,
  "image" | "snapshotter" | "newSnapshot" | "snapshotLabels" | "rootfs"
>;

async function sourceOf(
  client: Client,
  session: Session,
  flags: ContainerFlags,
  reference: string | undefined,
): Promise<Source> {
  if (reference === undefined) {
    return {};
  }
  if (flags.rootfs) {
    return { rootfs: resolve(reference) };
  }
  const { image, snapshotter } = await unpackedImage(client, session, reference, flags);
  return { image, snapshotter, newSnapshot: true, snapshotLabels: parseLabels(flags["snapshotter-label"]) };
}

async function readSpec(path: string): Promise<Spec> {
  try {
    return parseSpec(await readFile(path, "utf8"), path);
  } catch (cause) {
    throw new Error("cannot load spec config file", { cause });
  }
}
