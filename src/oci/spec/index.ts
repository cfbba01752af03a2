export {
  currentCapabilities,
  defaultCapabilities,
  withAddedCapabilities,
  withCapabilities,
  withDroppedCapabilities,
} from "./capabilities.ts";
export { buildSpec, defaultSpec } from "./default.ts";
export { withAllDevicesAllowed, withDefaultDevices, withDevice, withHostDevices } from "./devices.ts";
export { defaultEnv, parseRunConfig, type RunConfig, withImageConfig } from "./image.ts";
export {
  mountDepth,
  withAnnotations,
  withCgroup,
  withHostNamespace,
  withHostNetwork,
  withHostname,
  withMounts,
  withNamespace,
  withReadonlyRootfs,
  withRootfsPath,
  withUserNamespace,
} from "./isolation.ts";
export { inheritableLabels } from "./labels.ts";
export type { SpecContext, SpecOption } from "./option.ts";
export {
  withArgs,
  withCwd,
  withEnv,
  withEnvFile,
  withNoNewPrivileges,
  withRlimit,
  withTerminal,
} from "./process.ts";
export {
  withCpu,
  withCpus,
  withCpuset,
  withMemoryLimit,
  withMemorySwap,
  withPidsLimit,
} from "./resources.ts";
export { type RootView, viewDirectory, viewMounts } from "./rootview.ts";
export { defaultSeccomp } from "./seccomp.ts";
export {
  type PrivilegedOptions,
  withDefaultSeccomp,
  withPrivileged,
  withSeccompProfile,
} from "./security.ts";
export * from "./types.ts";
export { withRootUser, withUidGid, withUser } from "./user.ts";
