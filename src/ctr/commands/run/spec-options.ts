// The options of the OCI spec that flags stand for, in the order of containerd's ctr: later ones win.
import { hostname } from "node:os";
import { resolve } from "node:path";
import {
  type LinuxNamespace,
  namespaceTypes,
  type SpecOption,
  withAddedCapabilities,
  withAnnotations,
  withArgs,
  withCgroup,
  withCwd,
  withDefaultDevices,
  withDefaultSeccomp,
  withDroppedCapabilities,
  withEnv,
  withEnvFile,
  withHostNetwork,
  withHostname,
  withImageConfig,
  withMounts,
  withNamespace,
  withNoNewPrivileges,
  withPrivileged,
  withReadonlyRootfs,
  withRootfsPath,
  withSeccompProfile,
  withTerminal,
  withUser,
} from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import { daemonPath } from "../../flags/daemon-path.ts";
import { parseAnnotations, parseLabels } from "../../flags/labels.ts";
import { deviceOptions } from "./device-options.ts";
import type { ContainerFlags } from "./flags.ts";
import { parseMount } from "./mount.ts";
import { resourceOptions } from "./resource-options.ts";

/** What is run. */
export interface Subject {
  /** The image, or the directory with `--rootfs`. */
  readonly reference: string;
  /** The command line; empty: the image's. */
  readonly args: readonly string[];
}

/** The options that all flags stand for. */
export function specOptions(flags: ContainerFlags, { reference, args }: Subject): SpecOption[] {
  return [
    withDefaultDevices,
    ...given(flags["env-file"], withEnvFile),
    withEnv(...flags.env),
    withMounts(flags.mount.map(parseMount)),
    flags.rootfs ? withRootfsPath(resolve(reference)) : withImageConfig(),
    ...when(flags["read-only"], withReadonlyRootfs),
    ...when(args.length > 0, withArgs(...args)),
    ...given(flags.cwd, withCwd),
    ...given(flags.user, withUser),
    ...when(flags.tty, withTerminal),
    ...when(flags["net-host"], withHostNetwork, withEnv(`HOSTNAME=${hostname()}`)),
    withAnnotations({ ...parseLabels(flags.label), ...parseAnnotations(flags.annotation) }),
    ...securityOptions(flags),
    ...resourceOptions(flags),
    ...flags["with-ns"].map((text) => withNamespace(parseNamespace(text))),
    ...(flags.cgroup === undefined ? [] : [withCgroup(flags.cgroup)]),
    ...deviceOptions(flags),
    ...given(flags["rootfs-propagation"], withPropagation),
    ...given(flags.hostname, withHostname),
  ];
}

/** Capabilities come first, because the default system call filter allows what they need. */
function securityOptions(flags: ContainerFlags): SpecOption[] {
  const { privileged, seccomp } = flags;
  const withoutDevices = flags["privileged-without-host-devices"];
  const profile = flags["seccomp-profile"];
  if (withoutDevices && !privileged) {
    throw invalidArgument("can't use 'privileged-without-host-devices' without 'privileged' specified");
  }
  if (profile !== undefined && !seccomp) {
    throw invalidArgument("seccomp must be set to true, if using a custom seccomp-profile");
  }
  return [
    ...when(privileged, withPrivileged({ hostDevices: !withoutDevices })),
    ...when(flags["cap-add"].length > 0, withAddedCapabilities(flags["cap-add"])),
    ...when(flags["cap-drop"].length > 0, withDroppedCapabilities(flags["cap-drop"])),
    ...when(seccomp, profile === undefined ? withDefaultSeccomp : withSeccompProfile(profile)),
    ...given(flags["apparmor-profile"], withAppArmor),
    ...when(flags["allow-new-privs"], withNoNewPrivileges(false)),
  ];
}

const withAppArmor =
  (profile: string): SpecOption =>
  (spec) => {
    if (spec.process !== undefined) {
      spec.process.apparmorProfile = profile;
    }
  };

const withPropagation =
  (propagation: string): SpecOption =>
  (spec) => {
    spec.linux = { ...spec.linux, rootfsPropagation: propagation };
  };

/** A namespace to join, from `TYPE:PATH`. Invalid argument: the type is not known. */
export function parseNamespace(text: string): LinuxNamespace {
  const colon = text.indexOf(":");
  if (colon < 0) {
    throw invalidArgument("joining a Linux namespace using --with-ns requires the format 'nstype:path'");
  }
  const type = namespaceTypes.find((name) => name === text.slice(0, colon));
  if (type === undefined) {
    throw invalidArgument(
      `the Linux namespace type specified in --with-ns is not valid: ${text.slice(0, colon)}`,
    );
  }
  return { type, path: daemonPath(text.slice(colon + 1)) };
}

/** The options, if the condition holds. */
function when(condition: boolean, ...options: SpecOption[]): SpecOption[] {
  return condition ? options : [];
}

/** The option for a value, if one is given. */
function given<T>(value: T | undefined, option: (value: T) => SpecOption): SpecOption[] {
  return value === undefined || value === "" ? [] : [option(value)];
}
