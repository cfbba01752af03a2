// Generated from proto/ by scripts/generate.ts. Do not edit.
import { exactCodec } from "../exact-codec.ts";
import type { Codec, Service } from "../message.ts";
import root from "./nri.pb.js";

export const ContainerState = {
  CONTAINER_UNKNOWN: 0,
  CONTAINER_CREATED: 1,
  CONTAINER_PAUSED: 2,
  CONTAINER_RUNNING: 3,
  CONTAINER_STOPPED: 4,
} as const;

export const Event = {
  UNKNOWN: 0,
  RUN_POD_SANDBOX: 1,
  STOP_POD_SANDBOX: 2,
  REMOVE_POD_SANDBOX: 3,
  CREATE_CONTAINER: 4,
  POST_CREATE_CONTAINER: 5,
  START_CONTAINER: 6,
  POST_START_CONTAINER: 7,
  UPDATE_CONTAINER: 8,
  POST_UPDATE_CONTAINER: 9,
  STOP_CONTAINER: 10,
  REMOVE_CONTAINER: 11,
  UPDATE_POD_SANDBOX: 12,
  POST_UPDATE_POD_SANDBOX: 13,
  VALIDATE_CONTAINER_ADJUSTMENT: 14,
  LAST: 15,
} as const;

export const Field = {
  None: 0,
  Annotations: 1,
  Mounts: 2,
  OciHooks: 3,
  Devices: 4,
  CdiDevices: 5,
  Env: 6,
  Args: 7,
  MemLimit: 8,
  MemReservation: 9,
  MemSwapLimit: 10,
  MemKernelLimit: 11,
  MemTCPLimit: 12,
  MemSwappiness: 13,
  MemDisableOomKiller: 14,
  MemUseHierarchy: 15,
  CPUShares: 16,
  CPUQuota: 17,
  CPUPeriod: 18,
  CPURealtimeRuntime: 19,
  CPURealtimePeriod: 20,
  CPUSetCPUs: 21,
  CPUSetMems: 22,
  PidsLimit: 23,
  HugepageLimits: 24,
  BlockioClass: 25,
  RdtClass: 26,
  CgroupsUnified: 27,
  CgroupsPath: 28,
  OomScoreAdj: 29,
  Rlimits: 30,
  IoPriority: 31,
  SeccompPolicy: 32,
  Namespace: 33,
  Sysctl: 34,
  LinuxNetDevices: 35,
  LinuxSched: 36,
  RdtClosID: 37,
  RdtSchemata: 38,
  RdtEnableMonitoring: 39,
  MemoryPolicy: 40,
} as const;

export const IOPrioClass = {
  IOPRIO_CLASS_NONE: 0,
  IOPRIO_CLASS_RT: 1,
  IOPRIO_CLASS_BE: 2,
  IOPRIO_CLASS_IDLE: 3,
} as const;

export const LinuxSchedulerFlag = {
  SCHED_FLAG_RESET_ON_FORK: 0,
  SCHED_FLAG_RECLAIM: 1,
  SCHED_FLAG_DL_OVERRUN: 2,
  SCHED_FLAG_KEEP_POLICY: 3,
  SCHED_FLAG_KEEP_PARAMS: 4,
  SCHED_FLAG_UTIL_CLAMP_MIN: 5,
  SCHED_FLAG_UTIL_CLAMP_MAX: 6,
} as const;

export const LinuxSchedulerPolicy = {
  SCHED_NONE: 0,
  SCHED_OTHER: 1,
  SCHED_FIFO: 2,
  SCHED_RR: 3,
  SCHED_BATCH: 4,
  SCHED_ISO: 5,
  SCHED_IDLE: 6,
  SCHED_DEADLINE: 7,
} as const;

export const MpolFlag = {
  MPOL_F_STATIC_NODES: 0,
  MPOL_F_RELATIVE_NODES: 1,
  MPOL_F_NUMA_BALANCING: 2,
} as const;

export const MpolMode = {
  MPOL_DEFAULT: 0,
  MPOL_PREFERRED: 1,
  MPOL_BIND: 2,
  MPOL_INTERLEAVE: 3,
  MPOL_LOCAL: 4,
  MPOL_PREFERRED_MANY: 5,
  MPOL_WEIGHTED_INTERLEAVE: 6,
} as const;

export interface CDIDevice {
  name: string;
}
export const CDIDevice: Codec<CDIDevice> = exactCodec("nri.pkg.api.v1alpha1.CDIDevice", () => root.nri.pkg.api.v1alpha1.CDIDevice);

export interface CompoundFieldOwners {
  owners: Record<string, string>;
}
export const CompoundFieldOwners: Codec<CompoundFieldOwners> = exactCodec("nri.pkg.api.v1alpha1.CompoundFieldOwners", () => root.nri.pkg.api.v1alpha1.CompoundFieldOwners);

export interface ConfigureRequest {
  config: string;
  runtimeName: string;
  runtimeVersion: string;
  registrationTimeout: bigint;
  requestTimeout: bigint;
  NRIVersion: string;
}
export const ConfigureRequest: Codec<ConfigureRequest> = exactCodec("nri.pkg.api.v1alpha1.ConfigureRequest", () => root.nri.pkg.api.v1alpha1.ConfigureRequest);

export interface ConfigureResponse {
  events: number;
}
export const ConfigureResponse: Codec<ConfigureResponse> = exactCodec("nri.pkg.api.v1alpha1.ConfigureResponse", () => root.nri.pkg.api.v1alpha1.ConfigureResponse);

export interface Container {
  id: string;
  podSandboxId: string;
  name: string;
  state: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  args: string[];
  env: string[];
  mounts: Mount[];
  hooks: Hooks | null;
  linux: LinuxContainer | null;
  pid: number;
  rlimits: POSIXRlimit[];
  createdAt: bigint;
  startedAt: bigint;
  finishedAt: bigint;
  exitCode: number;
  statusReason: string;
  statusMessage: string;
  CDIDevices: CDIDevice[];
  user: User | null;
  image: Image | null;
}
export const Container: Codec<Container> = exactCodec("nri.pkg.api.v1alpha1.Container", () => root.nri.pkg.api.v1alpha1.Container);

export interface ContainerAdjustment {
  annotations: Record<string, string>;
  mounts: Mount[];
  env: KeyValue[];
  hooks: Hooks | null;
  linux: LinuxContainerAdjustment | null;
  rlimits: POSIXRlimit[];
  CDIDevices: CDIDevice[];
  args: string[];
}
export const ContainerAdjustment: Codec<ContainerAdjustment> = exactCodec("nri.pkg.api.v1alpha1.ContainerAdjustment", () => root.nri.pkg.api.v1alpha1.ContainerAdjustment);

export interface ContainerEviction {
  containerId: string;
  reason: string;
}
export const ContainerEviction: Codec<ContainerEviction> = exactCodec("nri.pkg.api.v1alpha1.ContainerEviction", () => root.nri.pkg.api.v1alpha1.ContainerEviction);

export interface ContainerUpdate {
  containerId: string;
  linux: LinuxContainerUpdate | null;
  ignoreFailure: boolean;
}
export const ContainerUpdate: Codec<ContainerUpdate> = exactCodec("nri.pkg.api.v1alpha1.ContainerUpdate", () => root.nri.pkg.api.v1alpha1.ContainerUpdate);

export interface CreateContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
}
export const CreateContainerRequest: Codec<CreateContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.CreateContainerRequest", () => root.nri.pkg.api.v1alpha1.CreateContainerRequest);

export interface CreateContainerResponse {
  adjust: ContainerAdjustment | null;
  update: ContainerUpdate[];
  evict: ContainerEviction[];
}
export const CreateContainerResponse: Codec<CreateContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.CreateContainerResponse", () => root.nri.pkg.api.v1alpha1.CreateContainerResponse);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = exactCodec("nri.pkg.api.v1alpha1.Empty", () => root.nri.pkg.api.v1alpha1.Empty);

export interface FieldOwners {
  simple: Record<string, string>;
  compound: Record<string, CompoundFieldOwners>;
}
export const FieldOwners: Codec<FieldOwners> = exactCodec("nri.pkg.api.v1alpha1.FieldOwners", () => root.nri.pkg.api.v1alpha1.FieldOwners);

export interface Hook {
  path: string;
  args: string[];
  env: string[];
  timeout: OptionalInt | null;
}
export const Hook: Codec<Hook> = exactCodec("nri.pkg.api.v1alpha1.Hook", () => root.nri.pkg.api.v1alpha1.Hook);

export interface Hooks {
  prestart: Hook[];
  createRuntime: Hook[];
  createContainer: Hook[];
  startContainer: Hook[];
  poststart: Hook[];
  poststop: Hook[];
}
export const Hooks: Codec<Hooks> = exactCodec("nri.pkg.api.v1alpha1.Hooks", () => root.nri.pkg.api.v1alpha1.Hooks);

export interface HugepageLimit {
  pageSize: string;
  limit: bigint;
}
export const HugepageLimit: Codec<HugepageLimit> = exactCodec("nri.pkg.api.v1alpha1.HugepageLimit", () => root.nri.pkg.api.v1alpha1.HugepageLimit);

export interface Image {
  name: string;
  digest: string;
  configDigest: string;
}
export const Image: Codec<Image> = exactCodec("nri.pkg.api.v1alpha1.Image", () => root.nri.pkg.api.v1alpha1.Image);

export interface KeyValue {
  key: string;
  value: string;
}
export const KeyValue: Codec<KeyValue> = exactCodec("nri.pkg.api.v1alpha1.KeyValue", () => root.nri.pkg.api.v1alpha1.KeyValue);

export interface LinuxCPU {
  shares: OptionalUInt64 | null;
  quota: OptionalInt64 | null;
  period: OptionalUInt64 | null;
  realtimeRuntime: OptionalInt64 | null;
  realtimePeriod: OptionalUInt64 | null;
  cpus: string;
  mems: string;
}
export const LinuxCPU: Codec<LinuxCPU> = exactCodec("nri.pkg.api.v1alpha1.LinuxCPU", () => root.nri.pkg.api.v1alpha1.LinuxCPU);

export interface LinuxContainer {
  namespaces: LinuxNamespace[];
  devices: LinuxDevice[];
  resources: LinuxResources | null;
  oomScoreAdj: OptionalInt | null;
  cgroupsPath: string;
  ioPriority: LinuxIOPriority | null;
  seccompProfile: SecurityProfile | null;
  seccompPolicy: LinuxSeccomp | null;
  sysctl: Record<string, string>;
  netDevices: Record<string, LinuxNetDevice>;
  scheduler: LinuxScheduler | null;
  rdt: LinuxRdt | null;
}
export const LinuxContainer: Codec<LinuxContainer> = exactCodec("nri.pkg.api.v1alpha1.LinuxContainer", () => root.nri.pkg.api.v1alpha1.LinuxContainer);

export interface LinuxContainerAdjustment {
  devices: LinuxDevice[];
  resources: LinuxResources | null;
  cgroupsPath: string;
  oomScoreAdj: OptionalInt | null;
  ioPriority: LinuxIOPriority | null;
  seccompPolicy: LinuxSeccomp | null;
  namespaces: LinuxNamespace[];
  sysctl: Record<string, string>;
  netDevices: Record<string, LinuxNetDevice>;
  scheduler: LinuxScheduler | null;
  rdt: LinuxRdt | null;
  memoryPolicy: LinuxMemoryPolicy | null;
}
export const LinuxContainerAdjustment: Codec<LinuxContainerAdjustment> = exactCodec("nri.pkg.api.v1alpha1.LinuxContainerAdjustment", () => root.nri.pkg.api.v1alpha1.LinuxContainerAdjustment);

export interface LinuxContainerUpdate {
  resources: LinuxResources | null;
}
export const LinuxContainerUpdate: Codec<LinuxContainerUpdate> = exactCodec("nri.pkg.api.v1alpha1.LinuxContainerUpdate", () => root.nri.pkg.api.v1alpha1.LinuxContainerUpdate);

export interface LinuxDevice {
  path: string;
  type: string;
  major: bigint;
  minor: bigint;
  fileMode: OptionalFileMode | null;
  uid: OptionalUInt32 | null;
  gid: OptionalUInt32 | null;
}
export const LinuxDevice: Codec<LinuxDevice> = exactCodec("nri.pkg.api.v1alpha1.LinuxDevice", () => root.nri.pkg.api.v1alpha1.LinuxDevice);

export interface LinuxDeviceCgroup {
  allow: boolean;
  type: string;
  major: OptionalInt64 | null;
  minor: OptionalInt64 | null;
  access: string;
}
export const LinuxDeviceCgroup: Codec<LinuxDeviceCgroup> = exactCodec("nri.pkg.api.v1alpha1.LinuxDeviceCgroup", () => root.nri.pkg.api.v1alpha1.LinuxDeviceCgroup);

export interface LinuxIOPriority {
  class: number;
  priority: number;
}
export const LinuxIOPriority: Codec<LinuxIOPriority> = exactCodec("nri.pkg.api.v1alpha1.LinuxIOPriority", () => root.nri.pkg.api.v1alpha1.LinuxIOPriority);

export interface LinuxMemory {
  limit: OptionalInt64 | null;
  reservation: OptionalInt64 | null;
  swap: OptionalInt64 | null;
  kernel: OptionalInt64 | null;
  kernelTcp: OptionalInt64 | null;
  swappiness: OptionalUInt64 | null;
  disableOomKiller: OptionalBool | null;
  useHierarchy: OptionalBool | null;
}
export const LinuxMemory: Codec<LinuxMemory> = exactCodec("nri.pkg.api.v1alpha1.LinuxMemory", () => root.nri.pkg.api.v1alpha1.LinuxMemory);

export interface LinuxMemoryPolicy {
  mode: number;
  nodes: string;
  flags: number[];
}
export const LinuxMemoryPolicy: Codec<LinuxMemoryPolicy> = exactCodec("nri.pkg.api.v1alpha1.LinuxMemoryPolicy", () => root.nri.pkg.api.v1alpha1.LinuxMemoryPolicy);

export interface LinuxNamespace {
  type: string;
  path: string;
}
export const LinuxNamespace: Codec<LinuxNamespace> = exactCodec("nri.pkg.api.v1alpha1.LinuxNamespace", () => root.nri.pkg.api.v1alpha1.LinuxNamespace);

export interface LinuxNetDevice {
  name: string;
}
export const LinuxNetDevice: Codec<LinuxNetDevice> = exactCodec("nri.pkg.api.v1alpha1.LinuxNetDevice", () => root.nri.pkg.api.v1alpha1.LinuxNetDevice);

export interface LinuxPids {
  limit: bigint;
}
export const LinuxPids: Codec<LinuxPids> = exactCodec("nri.pkg.api.v1alpha1.LinuxPids", () => root.nri.pkg.api.v1alpha1.LinuxPids);

export interface LinuxPodSandbox {
  podOverhead: LinuxResources | null;
  podResources: LinuxResources | null;
  cgroupParent: string;
  cgroupsPath: string;
  namespaces: LinuxNamespace[];
  resources: LinuxResources | null;
}
export const LinuxPodSandbox: Codec<LinuxPodSandbox> = exactCodec("nri.pkg.api.v1alpha1.LinuxPodSandbox", () => root.nri.pkg.api.v1alpha1.LinuxPodSandbox);

export interface LinuxRdt {
  closId: OptionalString | null;
  schemata: OptionalRepeatedString | null;
  enableMonitoring: OptionalBool | null;
  remove: boolean;
}
export const LinuxRdt: Codec<LinuxRdt> = exactCodec("nri.pkg.api.v1alpha1.LinuxRdt", () => root.nri.pkg.api.v1alpha1.LinuxRdt);

export interface LinuxResources {
  memory: LinuxMemory | null;
  cpu: LinuxCPU | null;
  hugepageLimits: HugepageLimit[];
  blockioClass: OptionalString | null;
  rdtClass: OptionalString | null;
  unified: Record<string, string>;
  devices: LinuxDeviceCgroup[];
  pids: LinuxPids | null;
}
export const LinuxResources: Codec<LinuxResources> = exactCodec("nri.pkg.api.v1alpha1.LinuxResources", () => root.nri.pkg.api.v1alpha1.LinuxResources);

export interface LinuxScheduler {
  policy: number;
  nice: number;
  priority: number;
  flags: number[];
  runtime: bigint;
  deadline: bigint;
  period: bigint;
}
export const LinuxScheduler: Codec<LinuxScheduler> = exactCodec("nri.pkg.api.v1alpha1.LinuxScheduler", () => root.nri.pkg.api.v1alpha1.LinuxScheduler);

export interface LinuxSeccomp {
  defaultAction: string;
  defaultErrno: OptionalUInt32 | null;
  architectures: string[];
  flags: string[];
  listenerPath: string;
  listenerMetadata: string;
  syscalls: LinuxSyscall[];
}
export const LinuxSeccomp: Codec<LinuxSeccomp> = exactCodec("nri.pkg.api.v1alpha1.LinuxSeccomp", () => root.nri.pkg.api.v1alpha1.LinuxSeccomp);

export interface LinuxSeccompArg {
  index: number;
  value: bigint;
  valueTwo: bigint;
  op: string;
}
export const LinuxSeccompArg: Codec<LinuxSeccompArg> = exactCodec("nri.pkg.api.v1alpha1.LinuxSeccompArg", () => root.nri.pkg.api.v1alpha1.LinuxSeccompArg);

export interface LinuxSyscall {
  names: string[];
  action: string;
  errnoRet: OptionalUInt32 | null;
  args: LinuxSeccompArg[];
}
export const LinuxSyscall: Codec<LinuxSyscall> = exactCodec("nri.pkg.api.v1alpha1.LinuxSyscall", () => root.nri.pkg.api.v1alpha1.LinuxSyscall);

export interface Mount {
  destination: string;
  type: string;
  source: string;
  options: string[];
}
export const Mount: Codec<Mount> = exactCodec("nri.pkg.api.v1alpha1.Mount", () => root.nri.pkg.api.v1alpha1.Mount);

export interface OptionalBool {
  value: boolean;
}
export const OptionalBool: Codec<OptionalBool> = exactCodec("nri.pkg.api.v1alpha1.OptionalBool", () => root.nri.pkg.api.v1alpha1.OptionalBool);

export interface OptionalFileMode {
  value: number;
}
export const OptionalFileMode: Codec<OptionalFileMode> = exactCodec("nri.pkg.api.v1alpha1.OptionalFileMode", () => root.nri.pkg.api.v1alpha1.OptionalFileMode);

export interface OptionalInt {
  value: bigint;
}
export const OptionalInt: Codec<OptionalInt> = exactCodec("nri.pkg.api.v1alpha1.OptionalInt", () => root.nri.pkg.api.v1alpha1.OptionalInt);

export interface OptionalInt32 {
  value: number;
}
export const OptionalInt32: Codec<OptionalInt32> = exactCodec("nri.pkg.api.v1alpha1.OptionalInt32", () => root.nri.pkg.api.v1alpha1.OptionalInt32);

export interface OptionalInt64 {
  value: bigint;
}
export const OptionalInt64: Codec<OptionalInt64> = exactCodec("nri.pkg.api.v1alpha1.OptionalInt64", () => root.nri.pkg.api.v1alpha1.OptionalInt64);

export interface OptionalRepeatedString {
  value: string[];
}
export const OptionalRepeatedString: Codec<OptionalRepeatedString> = exactCodec("nri.pkg.api.v1alpha1.OptionalRepeatedString", () => root.nri.pkg.api.v1alpha1.OptionalRepeatedString);

export interface OptionalString {
  value: string;
}
export const OptionalString: Codec<OptionalString> = exactCodec("nri.pkg.api.v1alpha1.OptionalString", () => root.nri.pkg.api.v1alpha1.OptionalString);

export interface OptionalUInt32 {
  value: number;
}
export const OptionalUInt32: Codec<OptionalUInt32> = exactCodec("nri.pkg.api.v1alpha1.OptionalUInt32", () => root.nri.pkg.api.v1alpha1.OptionalUInt32);

export interface OptionalUInt64 {
  value: bigint;
}
export const OptionalUInt64: Codec<OptionalUInt64> = exactCodec("nri.pkg.api.v1alpha1.OptionalUInt64", () => root.nri.pkg.api.v1alpha1.OptionalUInt64);

export interface OwningPlugins {
  owners: Record<string, FieldOwners>;
}
export const OwningPlugins: Codec<OwningPlugins> = exactCodec("nri.pkg.api.v1alpha1.OwningPlugins", () => root.nri.pkg.api.v1alpha1.OwningPlugins);

export interface POSIXRlimit {
  type: string;
  hard: bigint;
  soft: bigint;
}
export const POSIXRlimit: Codec<POSIXRlimit> = exactCodec("nri.pkg.api.v1alpha1.POSIXRlimit", () => root.nri.pkg.api.v1alpha1.POSIXRlimit);

export interface PluginInstance {
  name: string;
  index: string;
}
export const PluginInstance: Codec<PluginInstance> = exactCodec("nri.pkg.api.v1alpha1.PluginInstance", () => root.nri.pkg.api.v1alpha1.PluginInstance);

export interface PodSandbox {
  id: string;
  name: string;
  uid: string;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  runtimeHandler: string;
  linux: LinuxPodSandbox | null;
  pid: number;
  ips: string[];
}
export const PodSandbox: Codec<PodSandbox> = exactCodec("nri.pkg.api.v1alpha1.PodSandbox", () => root.nri.pkg.api.v1alpha1.PodSandbox);

export interface PostCreateContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
}
export const PostCreateContainerRequest: Codec<PostCreateContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.PostCreateContainerRequest", () => root.nri.pkg.api.v1alpha1.PostCreateContainerRequest);

export type PostCreateContainerResponse = Record<never, never>;
export const PostCreateContainerResponse: Codec<PostCreateContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.PostCreateContainerResponse", () => root.nri.pkg.api.v1alpha1.PostCreateContainerResponse);

export interface PostStartContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
}
export const PostStartContainerRequest: Codec<PostStartContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.PostStartContainerRequest", () => root.nri.pkg.api.v1alpha1.PostStartContainerRequest);

export type PostStartContainerResponse = Record<never, never>;
export const PostStartContainerResponse: Codec<PostStartContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.PostStartContainerResponse", () => root.nri.pkg.api.v1alpha1.PostStartContainerResponse);

export interface PostUpdateContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
}
export const PostUpdateContainerRequest: Codec<PostUpdateContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.PostUpdateContainerRequest", () => root.nri.pkg.api.v1alpha1.PostUpdateContainerRequest);

export type PostUpdateContainerResponse = Record<never, never>;
export const PostUpdateContainerResponse: Codec<PostUpdateContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.PostUpdateContainerResponse", () => root.nri.pkg.api.v1alpha1.PostUpdateContainerResponse);

export interface PostUpdatePodSandboxRequest {
  pod: PodSandbox | null;
}
export const PostUpdatePodSandboxRequest: Codec<PostUpdatePodSandboxRequest> = exactCodec("nri.pkg.api.v1alpha1.PostUpdatePodSandboxRequest", () => root.nri.pkg.api.v1alpha1.PostUpdatePodSandboxRequest);

export type PostUpdatePodSandboxResponse = Record<never, never>;
export const PostUpdatePodSandboxResponse: Codec<PostUpdatePodSandboxResponse> = exactCodec("nri.pkg.api.v1alpha1.PostUpdatePodSandboxResponse", () => root.nri.pkg.api.v1alpha1.PostUpdatePodSandboxResponse);

export interface RegisterPluginRequest {
  pluginName: string;
  pluginIdx: string;
  NRIVersion: string;
}
export const RegisterPluginRequest: Codec<RegisterPluginRequest> = exactCodec("nri.pkg.api.v1alpha1.RegisterPluginRequest", () => root.nri.pkg.api.v1alpha1.RegisterPluginRequest);

export interface RemoveContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
}
export const RemoveContainerRequest: Codec<RemoveContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.RemoveContainerRequest", () => root.nri.pkg.api.v1alpha1.RemoveContainerRequest);

export type RemoveContainerResponse = Record<never, never>;
export const RemoveContainerResponse: Codec<RemoveContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.RemoveContainerResponse", () => root.nri.pkg.api.v1alpha1.RemoveContainerResponse);

export interface RemovePodSandboxRequest {
  pod: PodSandbox | null;
}
export const RemovePodSandboxRequest: Codec<RemovePodSandboxRequest> = exactCodec("nri.pkg.api.v1alpha1.RemovePodSandboxRequest", () => root.nri.pkg.api.v1alpha1.RemovePodSandboxRequest);

export type RemovePodSandboxResponse = Record<never, never>;
export const RemovePodSandboxResponse: Codec<RemovePodSandboxResponse> = exactCodec("nri.pkg.api.v1alpha1.RemovePodSandboxResponse", () => root.nri.pkg.api.v1alpha1.RemovePodSandboxResponse);

export interface RunPodSandboxRequest {
  pod: PodSandbox | null;
}
export const RunPodSandboxRequest: Codec<RunPodSandboxRequest> = exactCodec("nri.pkg.api.v1alpha1.RunPodSandboxRequest", () => root.nri.pkg.api.v1alpha1.RunPodSandboxRequest);

export type RunPodSandboxResponse = Record<never, never>;
export const RunPodSandboxResponse: Codec<RunPodSandboxResponse> = exactCodec("nri.pkg.api.v1alpha1.RunPodSandboxResponse", () => root.nri.pkg.api.v1alpha1.RunPodSandboxResponse);

export interface SecurityProfile {
  profileType: number;
  localhostRef: string;
}
export const SecurityProfile: Codec<SecurityProfile> = exactCodec("nri.pkg.api.v1alpha1.SecurityProfile", () => root.nri.pkg.api.v1alpha1.SecurityProfile);

export const SecurityProfileProfileType = {
  RUNTIME_DEFAULT: 0,
  UNCONFINED: 1,
  LOCALHOST: 2,
} as const;

export interface StartContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
}
export const StartContainerRequest: Codec<StartContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.StartContainerRequest", () => root.nri.pkg.api.v1alpha1.StartContainerRequest);

export type StartContainerResponse = Record<never, never>;
export const StartContainerResponse: Codec<StartContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.StartContainerResponse", () => root.nri.pkg.api.v1alpha1.StartContainerResponse);

export interface StateChangeEvent {
  event: number;
  pod: PodSandbox | null;
  container: Container | null;
}
export const StateChangeEvent: Codec<StateChangeEvent> = exactCodec("nri.pkg.api.v1alpha1.StateChangeEvent", () => root.nri.pkg.api.v1alpha1.StateChangeEvent);

export interface StopContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
}
export const StopContainerRequest: Codec<StopContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.StopContainerRequest", () => root.nri.pkg.api.v1alpha1.StopContainerRequest);

export interface StopContainerResponse {
  update: ContainerUpdate[];
}
export const StopContainerResponse: Codec<StopContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.StopContainerResponse", () => root.nri.pkg.api.v1alpha1.StopContainerResponse);

export interface StopPodSandboxRequest {
  pod: PodSandbox | null;
}
export const StopPodSandboxRequest: Codec<StopPodSandboxRequest> = exactCodec("nri.pkg.api.v1alpha1.StopPodSandboxRequest", () => root.nri.pkg.api.v1alpha1.StopPodSandboxRequest);

export type StopPodSandboxResponse = Record<never, never>;
export const StopPodSandboxResponse: Codec<StopPodSandboxResponse> = exactCodec("nri.pkg.api.v1alpha1.StopPodSandboxResponse", () => root.nri.pkg.api.v1alpha1.StopPodSandboxResponse);

export interface SynchronizeRequest {
  pods: PodSandbox[];
  containers: Container[];
  more: boolean;
}
export const SynchronizeRequest: Codec<SynchronizeRequest> = exactCodec("nri.pkg.api.v1alpha1.SynchronizeRequest", () => root.nri.pkg.api.v1alpha1.SynchronizeRequest);

export interface SynchronizeResponse {
  update: ContainerUpdate[];
  more: boolean;
}
export const SynchronizeResponse: Codec<SynchronizeResponse> = exactCodec("nri.pkg.api.v1alpha1.SynchronizeResponse", () => root.nri.pkg.api.v1alpha1.SynchronizeResponse);

export interface UpdateContainerRequest {
  pod: PodSandbox | null;
  container: Container | null;
  linuxResources: LinuxResources | null;
}
export const UpdateContainerRequest: Codec<UpdateContainerRequest> = exactCodec("nri.pkg.api.v1alpha1.UpdateContainerRequest", () => root.nri.pkg.api.v1alpha1.UpdateContainerRequest);

export interface UpdateContainerResponse {
  update: ContainerUpdate[];
  evict: ContainerEviction[];
}
export const UpdateContainerResponse: Codec<UpdateContainerResponse> = exactCodec("nri.pkg.api.v1alpha1.UpdateContainerResponse", () => root.nri.pkg.api.v1alpha1.UpdateContainerResponse);

export interface UpdateContainersRequest {
  update: ContainerUpdate[];
  evict: ContainerEviction[];
}
export const UpdateContainersRequest: Codec<UpdateContainersRequest> = exactCodec("nri.pkg.api.v1alpha1.UpdateContainersRequest", () => root.nri.pkg.api.v1alpha1.UpdateContainersRequest);

export interface UpdateContainersResponse {
  failed: ContainerUpdate[];
}
export const UpdateContainersResponse: Codec<UpdateContainersResponse> = exactCodec("nri.pkg.api.v1alpha1.UpdateContainersResponse", () => root.nri.pkg.api.v1alpha1.UpdateContainersResponse);

export interface UpdatePodSandboxRequest {
  pod: PodSandbox | null;
  overheadLinuxResources: LinuxResources | null;
  linuxResources: LinuxResources | null;
}
export const UpdatePodSandboxRequest: Codec<UpdatePodSandboxRequest> = exactCodec("nri.pkg.api.v1alpha1.UpdatePodSandboxRequest", () => root.nri.pkg.api.v1alpha1.UpdatePodSandboxRequest);

export type UpdatePodSandboxResponse = Record<never, never>;
export const UpdatePodSandboxResponse: Codec<UpdatePodSandboxResponse> = exactCodec("nri.pkg.api.v1alpha1.UpdatePodSandboxResponse", () => root.nri.pkg.api.v1alpha1.UpdatePodSandboxResponse);

export interface User {
  uid: number;
  gid: number;
  additionalGids: number[];
}
export const User: Codec<User> = exactCodec("nri.pkg.api.v1alpha1.User", () => root.nri.pkg.api.v1alpha1.User);

export interface ValidateContainerAdjustmentRequest {
  pod: PodSandbox | null;
  container: Container | null;
  adjust: ContainerAdjustment | null;
  update: ContainerUpdate[];
  owners: OwningPlugins | null;
  plugins: PluginInstance[];
}
export const ValidateContainerAdjustmentRequest: Codec<ValidateContainerAdjustmentRequest> = exactCodec("nri.pkg.api.v1alpha1.ValidateContainerAdjustmentRequest", () => root.nri.pkg.api.v1alpha1.ValidateContainerAdjustmentRequest);

export interface ValidateContainerAdjustmentResponse {
  reject: boolean;
  reason: string;
}
export const ValidateContainerAdjustmentResponse: Codec<ValidateContainerAdjustmentResponse> = exactCodec("nri.pkg.api.v1alpha1.ValidateContainerAdjustmentResponse", () => root.nri.pkg.api.v1alpha1.ValidateContainerAdjustmentResponse);

export const RuntimeService = {
  name: "nri.pkg.api.v1alpha1.Runtime",
  methods: {
    registerPlugin: {
      service: "nri.pkg.api.v1alpha1.Runtime",
      name: "RegisterPlugin",
      kind: "unary",
      input: RegisterPluginRequest,
      output: Empty,
    },
    updateContainers: {
      service: "nri.pkg.api.v1alpha1.Runtime",
      name: "UpdateContainers",
      kind: "unary",
      input: UpdateContainersRequest,
      output: UpdateContainersResponse,
    },
  },
} as const satisfies Service;

export const PluginService = {
  name: "nri.pkg.api.v1alpha1.Plugin",
  methods: {
    configure: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "Configure",
      kind: "unary",
      input: ConfigureRequest,
      output: ConfigureResponse,
    },
    createContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "CreateContainer",
      kind: "unary",
      input: CreateContainerRequest,
      output: CreateContainerResponse,
    },
    postCreateContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "PostCreateContainer",
      kind: "unary",
      input: PostCreateContainerRequest,
      output: PostCreateContainerResponse,
    },
    postStartContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "PostStartContainer",
      kind: "unary",
      input: PostStartContainerRequest,
      output: PostStartContainerResponse,
    },
    postUpdateContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "PostUpdateContainer",
      kind: "unary",
      input: PostUpdateContainerRequest,
      output: PostUpdateContainerResponse,
    },
    postUpdatePodSandbox: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "PostUpdatePodSandbox",
      kind: "unary",
      input: PostUpdatePodSandboxRequest,
      output: PostUpdatePodSandboxResponse,
    },
    removeContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "RemoveContainer",
      kind: "unary",
      input: RemoveContainerRequest,
      output: RemoveContainerResponse,
    },
    removePodSandbox: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "RemovePodSandbox",
      kind: "unary",
      input: RemovePodSandboxRequest,
      output: RemovePodSandboxResponse,
    },
    runPodSandbox: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "RunPodSandbox",
      kind: "unary",
      input: RunPodSandboxRequest,
      output: RunPodSandboxResponse,
    },
    shutdown: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "Shutdown",
      kind: "unary",
      input: Empty,
      output: Empty,
    },
    startContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "StartContainer",
      kind: "unary",
      input: StartContainerRequest,
      output: StartContainerResponse,
    },
    stateChange: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "StateChange",
      kind: "unary",
      input: StateChangeEvent,
      output: Empty,
    },
    stopContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "StopContainer",
      kind: "unary",
      input: StopContainerRequest,
      output: StopContainerResponse,
    },
    stopPodSandbox: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "StopPodSandbox",
      kind: "unary",
      input: StopPodSandboxRequest,
      output: StopPodSandboxResponse,
    },
    synchronize: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "Synchronize",
      kind: "unary",
      input: SynchronizeRequest,
      output: SynchronizeResponse,
    },
    updateContainer: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "UpdateContainer",
      kind: "unary",
      input: UpdateContainerRequest,
      output: UpdateContainerResponse,
    },
    updatePodSandbox: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "UpdatePodSandbox",
      kind: "unary",
      input: UpdatePodSandboxRequest,
      output: UpdatePodSandboxResponse,
    },
    validateContainerAdjustment: {
      service: "nri.pkg.api.v1alpha1.Plugin",
      name: "ValidateContainerAdjustment",
      kind: "unary",
      input: ValidateContainerAdjustmentRequest,
      output: ValidateContainerAdjustmentResponse,
    },
  },
} as const satisfies Service;
