// The part of an image's configuration that says how its containers run. Source: image-spec config.md.
import { failedPrecondition, invalidArgument } from "../../errors/index.ts";
import { parseDocument } from "../document.ts";
import { isObject } from "../manifest-descriptor.ts";
import { processOf, type SpecOption } from "./option.ts";
import { mergeEnv } from "./process.ts";
import { withRootUser, withUser } from "./user.ts";

/** The field `config` of an image's configuration, with the names that the document uses. */
export interface RunConfig {
  readonly User?: string | undefined;
  readonly Env?: readonly string[] | null | undefined;
  readonly Entrypoint?: readonly string[] | null | undefined;
  readonly Cmd?: readonly string[] | null | undefined;
  readonly WorkingDir?: string | undefined;
  readonly Labels?: Readonly<Record<string, string>> | null | undefined;
  readonly StopSignal?: string | undefined;
  /** Paths in the container, as the names of an object, that are to have a volume. */
  readonly Volumes?: Readonly<Record<string, unknown>> | null | undefined;
}

const isText = (value: unknown): boolean => typeof value === "string";

/**
 * Reads the field `config` of an image's configuration; empty when it is absent. Throws invalid argument when the document is
 * not JSON, or a field has not the type that the specification says.
 */
export function parseRunConfig(bytes: Uint8Array): RunConfig {
  const { config = null } = parseDocument(bytes, "image config");
  const fields = config === null ? {} : config;
  if (!isObject(fields)) {
    throw invalidArgument("image config: config is not an object");
  }
  for (const name of ["Env", "Entrypoint", "Cmd"]) {
    const list = fields[name] ?? [];
    if (!Array.isArray(list) || !list.every(isText)) {
      throw invalidArgument(`image config: ${name} is not a list of strings`);
    }
  }
  for (const name of ["User", "WorkingDir", "StopSignal"]) {
    if (!isText(fields[name] ?? "")) {
      throw invalidArgument(`image config: ${name} is not a string`);
    }
  }
  const labels = fields.Labels ?? {};
  if (!isObject(labels) || !Object.values(labels).every(isText)) {
    throw invalidArgument("image config: Labels are not strings");
  }
  if (!isObject(fields.Volumes ?? {})) {
    throw invalidArgument("image config: Volumes is not an object");
  }
  return fields as RunConfig;
}

/** The variables of a process whose image has none. */
export const defaultEnv: readonly string[] = [
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
];

/**
 * Takes environment, arguments, working directory and user from the container's image. `args` replace the image's Cmd and come
 * after its Entrypoint. Variables that earlier options set override the image's. Throws failed precondition without an image.
 */
export function withImageConfig(...args: string[]): SpecOption {
  return async (spec, given) => {
    const { image } = given;
    if (image === undefined) {
      throw failedPrecondition(`container ${JSON.stringify(given.id)} has no image`);
    }
    const process = processOf(spec);
    const env = image.Env ?? [];
    process.env = mergeEnv(env.length > 0 ? env : defaultEnv, process.env ?? []);
    process.args = [...(image.Entrypoint ?? []), ...(args.length > 0 ? args : (image.Cmd ?? []))];
    process.cwd = image.WorkingDir || "/";
    const user = image.User ? withUser(image.User) : withRootUser;
    await user(spec, given);
  };
}
