// What a container runs, and with which variables. Source: containerd internal/cri/opts/spec_opts.go, WithProcessArgs, and
// internal/cri/server/container_create.go, buildLinuxSpec.
import { hostname } from "node:os";
import { invalidArgument } from "../../errors/index.ts";
import {
  defaultEnv,
  type SpecOption,
  withArgs,
  withCwd,
  withEnv,
  withImageConfig,
  withTerminal,
} from "../../oci/spec/index.ts";
import { processOf } from "../../oci/spec/option.ts";
import type { ContainerConfig } from "../../rpc/gen/cri.ts";
import type { KnownImage } from "../images/image-index.ts";

/** The command, terminal, working directory and variables. What the image says has to be there before. */
export function withProcess(config: ContainerConfig, image: KnownImage, podHostname: string): SpecOption[] {
  return [
    withCommand(config, image),
    ...(config.tty ? [withTerminal] : []),
    ...(config.workingDir === "" ? [] : [withCwd(config.workingDir)]),
    withVariables(config, image, podHostname),
  ];
}

/** `command` replaces the image's entrypoint and its arguments with it; `args` alone replace the arguments. */
function withCommand({ command, args }: ContainerConfig, image: KnownImage): SpecOption {
  const entrypoint = command.length > 0 ? command : (image.config.Entrypoint ?? []);
  const rest = command.length > 0 || args.length > 0 ? args : (image.config.Cmd ?? []);
  const whole = [...entrypoint, ...rest];
  if (whole.length === 0) {
    throw invalidArgument(`no command specified: neither the container nor image ${image.id} has one`);
  }
  return withArgs(...whole.map((text) => withoutNul(text, "an argument")));
}

/** What the image says but for its variables, whose place among the others `withProcess` knows. A search path is always there. */
export const withImageDefaults: SpecOption = async (spec, given) => {
  const process = processOf(spec);
  const env = process.env ?? [];
  await withImageConfig()(spec, given);
  process.env = [...env];
  await withEnv(...defaultEnv)(spec, given);
};

/** HOSTNAME, which the image's variables replace, and those replace, which kubelet sends. */
function withVariables({ envs }: ContainerConfig, image: KnownImage, podHostname: string): SpecOption {
  const given = envs.map(({ key, value }) => {
    if (key === "" || key.includes("=")) {
      throw invalidArgument(`environment variable ${JSON.stringify(key)}: not a name`);
    }
    // CRI has values as bytes; what is not UTF-8 in them cannot stand in a spec.
    const text = new TextDecoder().decode(value);
    return withoutNul(`${key}=${text}`, `environment variable ${JSON.stringify(key)}`);
  });
  return withEnv(`HOSTNAME=${podHostname || hostname()}`, ...(image.config.Env ?? []), ...given);
}

/** The kernel would end the text there, and a part of what was asked for would run. */
function withoutNul(text: string, what: string): string {
  if (text.includes("\0")) {
    throw invalidArgument(`${what} has a NUL byte in it`);
  }
  return text;
}
