// Generated from proto/ by scripts/generate.ts. Do not edit.
import { exactCodec } from "../exact-codec.ts";
import type { Codec, Service } from "../message.ts";
import root from "./cri.pb.js";

export interface AttachRequest {
  containerId: string;
  stdin: boolean;
  tty: boolean;
  stdout: boolean;
  stderr: boolean;
}
export const AttachRequest: Codec<AttachRequest> = exactCodec("runtime.v1.AttachRequest", () => root.runtime.v1.AttachRequest);

export interface AttachResponse {
  url: string;
}
export const AttachResponse: Codec<AttachResponse> = exactCodec("runtime.v1.AttachResponse", () => root.runtime.v1.AttachResponse);

export interface AuthConfig {
  username: string;
  password: string;
  auth: string;
  serverAddress: string;
  identityToken: string;
  registryToken: string;
}
export const AuthConfig: Codec<AuthConfig> = exactCodec("runtime.v1.AuthConfig", () => root.runtime.v1.AuthConfig);

export interface CDIDevice {
  name: string;
}
export const CDIDevice: Codec<CDIDevice> = exactCodec("runtime.v1.CDIDevice", () => root.runtime.v1.CDIDevice);

export interface Capability {
  addCapabilities: string[];
  dropCapabilities: string[];
  addAmbientCapabilities: string[];
}
export const Capability: Codec<Capability> = exactCodec("runtime.v1.Capability", () => root.runtime.v1.Capability);

export const CgroupDriver = {
  SYSTEMD: 0,
  CGROUPFS: 1,
} as const;

export interface CheckpointContainerRequest {
  containerId: string;
  location: string;
  timeout: bigint;
}
export const CheckpointContainerRequest: Codec<CheckpointContainerRequest> = exactCodec("runtime.v1.CheckpointContainerRequest", () => root.runtime.v1.CheckpointContainerRequest);

export type CheckpointContainerResponse = Record<never, never>;
export const CheckpointContainerResponse: Codec<CheckpointContainerResponse> = exactCodec("runtime.v1.CheckpointContainerResponse", () => root.runtime.v1.CheckpointContainerResponse);

export interface Container {
  id: string;
  podSandboxId: string;
  metadata: ContainerMetadata | null;
  image: ImageSpec | null;
  imageRef: string;
  state: number;
  createdAt: bigint;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  imageId: string;
}
export const Container: Codec<Container> = exactCodec("runtime.v1.Container", () => root.runtime.v1.Container);

export interface ContainerAttributes {
  id: string;
  metadata: ContainerMetadata | null;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
export const ContainerAttributes: Codec<ContainerAttributes> = exactCodec("runtime.v1.ContainerAttributes", () => root.runtime.v1.ContainerAttributes);

export interface ContainerConfig {
  metadata: ContainerMetadata | null;
  image: ImageSpec | null;
  command: string[];
  args: string[];
  workingDir: string;
  envs: KeyValue[];
  mounts: Mount[];
  devices: Device[];
  labels: Record<string, string>;
  annotations: Record<string, string>;
  logPath: string;
  stdin: boolean;
  stdinOnce: boolean;
  tty: boolean;
  linux: LinuxContainerConfig | null;
  windows: WindowsContainerConfig | null;
  CDIDevices: CDIDevice[];
  stopSignal: number;
}
export const ContainerConfig: Codec<ContainerConfig> = exactCodec("runtime.v1.ContainerConfig", () => root.runtime.v1.ContainerConfig);

export interface ContainerEventResponse {
  containerId: string;
  containerEventType: number;
  createdAt: bigint;
  podSandboxStatus: PodSandboxStatus | null;
  containersStatuses: ContainerStatus[];
}
export const ContainerEventResponse: Codec<ContainerEventResponse> = exactCodec("runtime.v1.ContainerEventResponse", () => root.runtime.v1.ContainerEventResponse);

export const ContainerEventType = {
  CONTAINER_CREATED_EVENT: 0,
  CONTAINER_STARTED_EVENT: 1,
  CONTAINER_STOPPED_EVENT: 2,
  CONTAINER_DELETED_EVENT: 3,
} as const;

export interface ContainerFilter {
  id: string;
  state: ContainerStateValue | null;
  podSandboxId: string;
  labelSelector: Record<string, string>;
}
export const ContainerFilter: Codec<ContainerFilter> = exactCodec("runtime.v1.ContainerFilter", () => root.runtime.v1.ContainerFilter);

export interface ContainerMetadata {
  name: string;
  attempt: number;
}
export const ContainerMetadata: Codec<ContainerMetadata> = exactCodec("runtime.v1.ContainerMetadata", () => root.runtime.v1.ContainerMetadata);

export interface ContainerMetrics {
  containerId: string;
  metrics: Metric[];
}
export const ContainerMetrics: Codec<ContainerMetrics> = exactCodec("runtime.v1.ContainerMetrics", () => root.runtime.v1.ContainerMetrics);

export interface ContainerResources {
  linux: LinuxContainerResources | null;
  windows: WindowsContainerResources | null;
}
export const ContainerResources: Codec<ContainerResources> = exactCodec("runtime.v1.ContainerResources", () => root.runtime.v1.ContainerResources);

export const ContainerState = {
  CONTAINER_CREATED: 0,
  CONTAINER_RUNNING: 1,
  CONTAINER_EXITED: 2,
  CONTAINER_UNKNOWN: 3,
} as const;

export interface ContainerStateValue {
  state: number;
}
export const ContainerStateValue: Codec<ContainerStateValue> = exactCodec("runtime.v1.ContainerStateValue", () => root.runtime.v1.ContainerStateValue);

export interface ContainerStats {
  attributes: ContainerAttributes | null;
  cpu: CpuUsage | null;
  memory: MemoryUsage | null;
  writableLayer: FilesystemUsage | null;
  swap: SwapUsage | null;
  io: IoUsage | null;
}
export const ContainerStats: Codec<ContainerStats> = exactCodec("runtime.v1.ContainerStats", () => root.runtime.v1.ContainerStats);

export interface ContainerStatsFilter {
  id: string;
  podSandboxId: string;
  labelSelector: Record<string, string>;
}
export const ContainerStatsFilter: Codec<ContainerStatsFilter> = exactCodec("runtime.v1.ContainerStatsFilter", () => root.runtime.v1.ContainerStatsFilter);

export interface ContainerStatsRequest {
  containerId: string;
}
export const ContainerStatsRequest: Codec<ContainerStatsRequest> = exactCodec("runtime.v1.ContainerStatsRequest", () => root.runtime.v1.ContainerStatsRequest);

export interface ContainerStatsResponse {
  stats: ContainerStats | null;
}
export const ContainerStatsResponse: Codec<ContainerStatsResponse> = exactCodec("runtime.v1.ContainerStatsResponse", () => root.runtime.v1.ContainerStatsResponse);

export interface ContainerStatus {
  id: string;
  metadata: ContainerMetadata | null;
  state: number;
  createdAt: bigint;
  startedAt: bigint;
  finishedAt: bigint;
  exitCode: number;
  image: ImageSpec | null;
  imageRef: string;
  reason: string;
  message: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  mounts: Mount[];
  logPath: string;
  resources: ContainerResources | null;
  imageId: string;
  user: ContainerUser | null;
  stopSignal: number;
}
export const ContainerStatus: Codec<ContainerStatus> = exactCodec("runtime.v1.ContainerStatus", () => root.runtime.v1.ContainerStatus);

export interface ContainerStatusRequest {
  containerId: string;
  verbose: boolean;
}
export const ContainerStatusRequest: Codec<ContainerStatusRequest> = exactCodec("runtime.v1.ContainerStatusRequest", () => root.runtime.v1.ContainerStatusRequest);

export interface ContainerStatusResponse {
  status: ContainerStatus | null;
  info: Record<string, string>;
}
export const ContainerStatusResponse: Codec<ContainerStatusResponse> = exactCodec("runtime.v1.ContainerStatusResponse", () => root.runtime.v1.ContainerStatusResponse);

export interface ContainerUser {
  linux: LinuxContainerUser | null;
}
export const ContainerUser: Codec<ContainerUser> = exactCodec("runtime.v1.ContainerUser", () => root.runtime.v1.ContainerUser);

export interface CpuUsage {
  timestamp: bigint;
  usageCoreNanoSeconds: UInt64Value | null;
  usageNanoCores: UInt64Value | null;
  psi: PsiStats | null;
}
export const CpuUsage: Codec<CpuUsage> = exactCodec("runtime.v1.CpuUsage", () => root.runtime.v1.CpuUsage);

export interface CreateContainerRequest {
  podSandboxId: string;
  config: ContainerConfig | null;
  sandboxConfig: PodSandboxConfig | null;
}
export const CreateContainerRequest: Codec<CreateContainerRequest> = exactCodec("runtime.v1.CreateContainerRequest", () => root.runtime.v1.CreateContainerRequest);

export interface CreateContainerResponse {
  containerId: string;
}
export const CreateContainerResponse: Codec<CreateContainerResponse> = exactCodec("runtime.v1.CreateContainerResponse", () => root.runtime.v1.CreateContainerResponse);

export interface DNSConfig {
  servers: string[];
  searches: string[];
  options: string[];
}
export const DNSConfig: Codec<DNSConfig> = exactCodec("runtime.v1.DNSConfig", () => root.runtime.v1.DNSConfig);

export interface Device {
  containerPath: string;
  hostPath: string;
  permissions: string;
}
export const Device: Codec<Device> = exactCodec("runtime.v1.Device", () => root.runtime.v1.Device);

export interface ExecRequest {
  containerId: string;
  cmd: string[];
  tty: boolean;
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
}
export const ExecRequest: Codec<ExecRequest> = exactCodec("runtime.v1.ExecRequest", () => root.runtime.v1.ExecRequest);

export interface ExecResponse {
  url: string;
}
export const ExecResponse: Codec<ExecResponse> = exactCodec("runtime.v1.ExecResponse", () => root.runtime.v1.ExecResponse);

export interface ExecSyncRequest {
  containerId: string;
  cmd: string[];
  timeout: bigint;
}
export const ExecSyncRequest: Codec<ExecSyncRequest> = exactCodec("runtime.v1.ExecSyncRequest", () => root.runtime.v1.ExecSyncRequest);

export interface ExecSyncResponse {
  stdout: Uint8Array;
  stderr: Uint8Array;
  exitCode: number;
}
export const ExecSyncResponse: Codec<ExecSyncResponse> = exactCodec("runtime.v1.ExecSyncResponse", () => root.runtime.v1.ExecSyncResponse);

export interface FilesystemIdentifier {
  mountpoint: string;
}
export const FilesystemIdentifier: Codec<FilesystemIdentifier> = exactCodec("runtime.v1.FilesystemIdentifier", () => root.runtime.v1.FilesystemIdentifier);

export interface FilesystemUsage {
  timestamp: bigint;
  fsId: FilesystemIdentifier | null;
  usedBytes: UInt64Value | null;
  inodesUsed: UInt64Value | null;
}
export const FilesystemUsage: Codec<FilesystemUsage> = exactCodec("runtime.v1.FilesystemUsage", () => root.runtime.v1.FilesystemUsage);

export type GetEventsRequest = Record<never, never>;
export const GetEventsRequest: Codec<GetEventsRequest> = exactCodec("runtime.v1.GetEventsRequest", () => root.runtime.v1.GetEventsRequest);

export interface HugepageLimit {
  pageSize: string;
  limit: bigint;
}
export const HugepageLimit: Codec<HugepageLimit> = exactCodec("runtime.v1.HugepageLimit", () => root.runtime.v1.HugepageLimit);

export interface IDMapping {
  hostId: number;
  containerId: number;
  length: number;
}
export const IDMapping: Codec<IDMapping> = exactCodec("runtime.v1.IDMapping", () => root.runtime.v1.IDMapping);

export interface Image {
  id: string;
  repoTags: string[];
  repoDigests: string[];
  size: bigint;
  uid: Int64Value | null;
  username: string;
  spec: ImageSpec | null;
  pinned: boolean;
}
export const Image: Codec<Image> = exactCodec("runtime.v1.Image", () => root.runtime.v1.Image);

export interface ImageFilter {
  image: ImageSpec | null;
}
export const ImageFilter: Codec<ImageFilter> = exactCodec("runtime.v1.ImageFilter", () => root.runtime.v1.ImageFilter);

export type ImageFsInfoRequest = Record<never, never>;
export const ImageFsInfoRequest: Codec<ImageFsInfoRequest> = exactCodec("runtime.v1.ImageFsInfoRequest", () => root.runtime.v1.ImageFsInfoRequest);

export interface ImageFsInfoResponse {
  imageFilesystems: FilesystemUsage[];
  containerFilesystems: FilesystemUsage[];
}
export const ImageFsInfoResponse: Codec<ImageFsInfoResponse> = exactCodec("runtime.v1.ImageFsInfoResponse", () => root.runtime.v1.ImageFsInfoResponse);

export interface ImageSpec {
  image: string;
  annotations: Record<string, string>;
  userSpecifiedImage: string;
  runtimeHandler: string;
  imageRef: string;
}
export const ImageSpec: Codec<ImageSpec> = exactCodec("runtime.v1.ImageSpec", () => root.runtime.v1.ImageSpec);

export interface ImageStatusRequest {
  image: ImageSpec | null;
  verbose: boolean;
}
export const ImageStatusRequest: Codec<ImageStatusRequest> = exactCodec("runtime.v1.ImageStatusRequest", () => root.runtime.v1.ImageStatusRequest);

export interface ImageStatusResponse {
  image: Image | null;
  info: Record<string, string>;
}
export const ImageStatusResponse: Codec<ImageStatusResponse> = exactCodec("runtime.v1.ImageStatusResponse", () => root.runtime.v1.ImageStatusResponse);

export interface Int64Value {
  value: bigint;
}
export const Int64Value: Codec<Int64Value> = exactCodec("runtime.v1.Int64Value", () => root.runtime.v1.Int64Value);

export interface IoUsage {
  timestamp: bigint;
  psi: PsiStats | null;
}
export const IoUsage: Codec<IoUsage> = exactCodec("runtime.v1.IoUsage", () => root.runtime.v1.IoUsage);

export interface KeyValue {
  key: string;
  value: Uint8Array;
}
export const KeyValue: Codec<KeyValue> = exactCodec("runtime.v1.KeyValue", () => root.runtime.v1.KeyValue);

export interface LinuxContainerConfig {
  resources: LinuxContainerResources | null;
  securityContext: LinuxContainerSecurityContext | null;
}
export const LinuxContainerConfig: Codec<LinuxContainerConfig> = exactCodec("runtime.v1.LinuxContainerConfig", () => root.runtime.v1.LinuxContainerConfig);

export interface LinuxContainerResources {
  cpuPeriod: bigint;
  cpuQuota: bigint;
  cpuShares: bigint;
  memoryLimitInBytes: bigint;
  oomScoreAdj: bigint;
  cpusetCpus: string;
  cpusetMems: string;
  hugepageLimits: HugepageLimit[];
  unified: Record<string, string>;
  memorySwapLimitInBytes: bigint;
}
export const LinuxContainerResources: Codec<LinuxContainerResources> = exactCodec("runtime.v1.LinuxContainerResources", () => root.runtime.v1.LinuxContainerResources);

export interface LinuxContainerSecurityContext {
  capabilities: Capability | null;
  privileged: boolean;
  namespaceOptions: NamespaceOption | null;
  selinuxOptions: SELinuxOption | null;
  runAsUser: Int64Value | null;
  runAsUsername: string;
  readonlyRootfs: boolean;
  supplementalGroups: bigint[];
  apparmorProfile: string;
  seccompProfilePath: string;
  noNewPrivs: boolean;
  runAsGroup: Int64Value | null;
  maskedPaths: string[];
  readonlyPaths: string[];
  seccomp: SecurityProfile | null;
  apparmor: SecurityProfile | null;
  supplementalGroupsPolicy: number;
}
export const LinuxContainerSecurityContext: Codec<LinuxContainerSecurityContext> = exactCodec("runtime.v1.LinuxContainerSecurityContext", () => root.runtime.v1.LinuxContainerSecurityContext);

export interface LinuxContainerUser {
  uid: bigint;
  gid: bigint;
  supplementalGroups: bigint[];
}
export const LinuxContainerUser: Codec<LinuxContainerUser> = exactCodec("runtime.v1.LinuxContainerUser", () => root.runtime.v1.LinuxContainerUser);

export interface LinuxPodSandboxConfig {
  cgroupParent: string;
  securityContext: LinuxSandboxSecurityContext | null;
  sysctls: Record<string, string>;
  overhead: LinuxContainerResources | null;
  resources: LinuxContainerResources | null;
}
export const LinuxPodSandboxConfig: Codec<LinuxPodSandboxConfig> = exactCodec("runtime.v1.LinuxPodSandboxConfig", () => root.runtime.v1.LinuxPodSandboxConfig);

export interface LinuxPodSandboxStats {
  cpu: CpuUsage | null;
  memory: MemoryUsage | null;
  network: NetworkUsage | null;
  process: ProcessUsage | null;
  containers: ContainerStats[];
  io: IoUsage | null;
}
export const LinuxPodSandboxStats: Codec<LinuxPodSandboxStats> = exactCodec("runtime.v1.LinuxPodSandboxStats", () => root.runtime.v1.LinuxPodSandboxStats);

export interface LinuxPodSandboxStatus {
  namespaces: Namespace | null;
}
export const LinuxPodSandboxStatus: Codec<LinuxPodSandboxStatus> = exactCodec("runtime.v1.LinuxPodSandboxStatus", () => root.runtime.v1.LinuxPodSandboxStatus);

export interface LinuxRuntimeConfiguration {
  cgroupDriver: number;
}
export const LinuxRuntimeConfiguration: Codec<LinuxRuntimeConfiguration> = exactCodec("runtime.v1.LinuxRuntimeConfiguration", () => root.runtime.v1.LinuxRuntimeConfiguration);

export interface LinuxSandboxSecurityContext {
  namespaceOptions: NamespaceOption | null;
  selinuxOptions: SELinuxOption | null;
  runAsUser: Int64Value | null;
  readonlyRootfs: boolean;
  supplementalGroups: bigint[];
  privileged: boolean;
  seccompProfilePath: string;
  runAsGroup: Int64Value | null;
  seccomp: SecurityProfile | null;
  apparmor: SecurityProfile | null;
  supplementalGroupsPolicy: number;
}
export const LinuxSandboxSecurityContext: Codec<LinuxSandboxSecurityContext> = exactCodec("runtime.v1.LinuxSandboxSecurityContext", () => root.runtime.v1.LinuxSandboxSecurityContext);

export interface ListContainerStatsRequest {
  filter: ContainerStatsFilter | null;
}
export const ListContainerStatsRequest: Codec<ListContainerStatsRequest> = exactCodec("runtime.v1.ListContainerStatsRequest", () => root.runtime.v1.ListContainerStatsRequest);

export interface ListContainerStatsResponse {
  stats: ContainerStats[];
}
export const ListContainerStatsResponse: Codec<ListContainerStatsResponse> = exactCodec("runtime.v1.ListContainerStatsResponse", () => root.runtime.v1.ListContainerStatsResponse);

export interface ListContainersRequest {
  filter: ContainerFilter | null;
}
export const ListContainersRequest: Codec<ListContainersRequest> = exactCodec("runtime.v1.ListContainersRequest", () => root.runtime.v1.ListContainersRequest);

export interface ListContainersResponse {
  containers: Container[];
}
export const ListContainersResponse: Codec<ListContainersResponse> = exactCodec("runtime.v1.ListContainersResponse", () => root.runtime.v1.ListContainersResponse);

export interface ListImagesRequest {
  filter: ImageFilter | null;
}
export const ListImagesRequest: Codec<ListImagesRequest> = exactCodec("runtime.v1.ListImagesRequest", () => root.runtime.v1.ListImagesRequest);

export interface ListImagesResponse {
  images: Image[];
}
export const ListImagesResponse: Codec<ListImagesResponse> = exactCodec("runtime.v1.ListImagesResponse", () => root.runtime.v1.ListImagesResponse);

export type ListMetricDescriptorsRequest = Record<never, never>;
export const ListMetricDescriptorsRequest: Codec<ListMetricDescriptorsRequest> = exactCodec("runtime.v1.ListMetricDescriptorsRequest", () => root.runtime.v1.ListMetricDescriptorsRequest);

export interface ListMetricDescriptorsResponse {
  descriptors: MetricDescriptor[];
}
export const ListMetricDescriptorsResponse: Codec<ListMetricDescriptorsResponse> = exactCodec("runtime.v1.ListMetricDescriptorsResponse", () => root.runtime.v1.ListMetricDescriptorsResponse);

export type ListPodSandboxMetricsRequest = Record<never, never>;
export const ListPodSandboxMetricsRequest: Codec<ListPodSandboxMetricsRequest> = exactCodec("runtime.v1.ListPodSandboxMetricsRequest", () => root.runtime.v1.ListPodSandboxMetricsRequest);

export interface ListPodSandboxMetricsResponse {
  podMetrics: PodSandboxMetrics[];
}
export const ListPodSandboxMetricsResponse: Codec<ListPodSandboxMetricsResponse> = exactCodec("runtime.v1.ListPodSandboxMetricsResponse", () => root.runtime.v1.ListPodSandboxMetricsResponse);

export interface ListPodSandboxRequest {
  filter: PodSandboxFilter | null;
}
export const ListPodSandboxRequest: Codec<ListPodSandboxRequest> = exactCodec("runtime.v1.ListPodSandboxRequest", () => root.runtime.v1.ListPodSandboxRequest);

export interface ListPodSandboxResponse {
  items: PodSandbox[];
}
export const ListPodSandboxResponse: Codec<ListPodSandboxResponse> = exactCodec("runtime.v1.ListPodSandboxResponse", () => root.runtime.v1.ListPodSandboxResponse);

export interface ListPodSandboxStatsRequest {
  filter: PodSandboxStatsFilter | null;
}
export const ListPodSandboxStatsRequest: Codec<ListPodSandboxStatsRequest> = exactCodec("runtime.v1.ListPodSandboxStatsRequest", () => root.runtime.v1.ListPodSandboxStatsRequest);

export interface ListPodSandboxStatsResponse {
  stats: PodSandboxStats[];
}
export const ListPodSandboxStatsResponse: Codec<ListPodSandboxStatsResponse> = exactCodec("runtime.v1.ListPodSandboxStatsResponse", () => root.runtime.v1.ListPodSandboxStatsResponse);

export interface MemoryUsage {
  timestamp: bigint;
  workingSetBytes: UInt64Value | null;
  availableBytes: UInt64Value | null;
  usageBytes: UInt64Value | null;
  rssBytes: UInt64Value | null;
  pageFaults: UInt64Value | null;
  majorPageFaults: UInt64Value | null;
  psi: PsiStats | null;
}
export const MemoryUsage: Codec<MemoryUsage> = exactCodec("runtime.v1.MemoryUsage", () => root.runtime.v1.MemoryUsage);

export interface Metric {
  name: string;
  timestamp: bigint;
  metricType: number;
  labelValues: string[];
  value: UInt64Value | null;
}
export const Metric: Codec<Metric> = exactCodec("runtime.v1.Metric", () => root.runtime.v1.Metric);

export interface MetricDescriptor {
  name: string;
  help: string;
  labelKeys: string[];
}
export const MetricDescriptor: Codec<MetricDescriptor> = exactCodec("runtime.v1.MetricDescriptor", () => root.runtime.v1.MetricDescriptor);

export const MetricType = {
  COUNTER: 0,
  GAUGE: 1,
} as const;

export interface Mount {
  containerPath: string;
  hostPath: string;
  readonly: boolean;
  selinuxRelabel: boolean;
  propagation: number;
  uidMappings: IDMapping[];
  gidMappings: IDMapping[];
  recursiveReadOnly: boolean;
  image: ImageSpec | null;
  imageSubPath: string;
}
export const Mount: Codec<Mount> = exactCodec("runtime.v1.Mount", () => root.runtime.v1.Mount);

export const MountPropagation = {
  PROPAGATION_PRIVATE: 0,
  PROPAGATION_HOST_TO_CONTAINER: 1,
  PROPAGATION_BIDIRECTIONAL: 2,
} as const;

export interface Namespace {
  options: NamespaceOption | null;
}
export const Namespace: Codec<Namespace> = exactCodec("runtime.v1.Namespace", () => root.runtime.v1.Namespace);

export const NamespaceMode = {
  POD: 0,
  CONTAINER: 1,
  NODE: 2,
  TARGET: 3,
} as const;

export interface NamespaceOption {
  network: number;
  pid: number;
  ipc: number;
  targetId: string;
  usernsOptions: UserNamespace | null;
}
export const NamespaceOption: Codec<NamespaceOption> = exactCodec("runtime.v1.NamespaceOption", () => root.runtime.v1.NamespaceOption);

export interface NetworkConfig {
  podCidr: string;
}
export const NetworkConfig: Codec<NetworkConfig> = exactCodec("runtime.v1.NetworkConfig", () => root.runtime.v1.NetworkConfig);

export interface NetworkInterfaceUsage {
  name: string;
  rxBytes: UInt64Value | null;
  rxErrors: UInt64Value | null;
  txBytes: UInt64Value | null;
  txErrors: UInt64Value | null;
}
export const NetworkInterfaceUsage: Codec<NetworkInterfaceUsage> = exactCodec("runtime.v1.NetworkInterfaceUsage", () => root.runtime.v1.NetworkInterfaceUsage);

export interface NetworkUsage {
  timestamp: bigint;
  defaultInterface: NetworkInterfaceUsage | null;
  interfaces: NetworkInterfaceUsage[];
}
export const NetworkUsage: Codec<NetworkUsage> = exactCodec("runtime.v1.NetworkUsage", () => root.runtime.v1.NetworkUsage);

export interface PodIP {
  ip: string;
}
export const PodIP: Codec<PodIP> = exactCodec("runtime.v1.PodIP", () => root.runtime.v1.PodIP);

export interface PodSandbox {
  id: string;
  metadata: PodSandboxMetadata | null;
  state: number;
  createdAt: bigint;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  runtimeHandler: string;
}
export const PodSandbox: Codec<PodSandbox> = exactCodec("runtime.v1.PodSandbox", () => root.runtime.v1.PodSandbox);

export interface PodSandboxAttributes {
  id: string;
  metadata: PodSandboxMetadata | null;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}
export const PodSandboxAttributes: Codec<PodSandboxAttributes> = exactCodec("runtime.v1.PodSandboxAttributes", () => root.runtime.v1.PodSandboxAttributes);

export interface PodSandboxConfig {
  metadata: PodSandboxMetadata | null;
  hostname: string;
  logDirectory: string;
  dnsConfig: DNSConfig | null;
  portMappings: PortMapping[];
  labels: Record<string, string>;
  annotations: Record<string, string>;
  linux: LinuxPodSandboxConfig | null;
  windows: WindowsPodSandboxConfig | null;
}
export const PodSandboxConfig: Codec<PodSandboxConfig> = exactCodec("runtime.v1.PodSandboxConfig", () => root.runtime.v1.PodSandboxConfig);

export interface PodSandboxFilter {
  id: string;
  state: PodSandboxStateValue | null;
  labelSelector: Record<string, string>;
}
export const PodSandboxFilter: Codec<PodSandboxFilter> = exactCodec("runtime.v1.PodSandboxFilter", () => root.runtime.v1.PodSandboxFilter);

export interface PodSandboxMetadata {
  name: string;
  uid: string;
  namespace: string;
  attempt: number;
}
export const PodSandboxMetadata: Codec<PodSandboxMetadata> = exactCodec("runtime.v1.PodSandboxMetadata", () => root.runtime.v1.PodSandboxMetadata);

export interface PodSandboxMetrics {
  podSandboxId: string;
  metrics: Metric[];
  containerMetrics: ContainerMetrics[];
}
export const PodSandboxMetrics: Codec<PodSandboxMetrics> = exactCodec("runtime.v1.PodSandboxMetrics", () => root.runtime.v1.PodSandboxMetrics);

export interface PodSandboxNetworkStatus {
  ip: string;
  additionalIps: PodIP[];
}
export const PodSandboxNetworkStatus: Codec<PodSandboxNetworkStatus> = exactCodec("runtime.v1.PodSandboxNetworkStatus", () => root.runtime.v1.PodSandboxNetworkStatus);

export const PodSandboxState = {
  SANDBOX_READY: 0,
  SANDBOX_NOTREADY: 1,
} as const;

export interface PodSandboxStateValue {
  state: number;
}
export const PodSandboxStateValue: Codec<PodSandboxStateValue> = exactCodec("runtime.v1.PodSandboxStateValue", () => root.runtime.v1.PodSandboxStateValue);

export interface PodSandboxStats {
  attributes: PodSandboxAttributes | null;
  linux: LinuxPodSandboxStats | null;
  windows: WindowsPodSandboxStats | null;
}
export const PodSandboxStats: Codec<PodSandboxStats> = exactCodec("runtime.v1.PodSandboxStats", () => root.runtime.v1.PodSandboxStats);

export interface PodSandboxStatsFilter {
  id: string;
  labelSelector: Record<string, string>;
}
export const PodSandboxStatsFilter: Codec<PodSandboxStatsFilter> = exactCodec("runtime.v1.PodSandboxStatsFilter", () => root.runtime.v1.PodSandboxStatsFilter);

export interface PodSandboxStatsRequest {
  podSandboxId: string;
}
export const PodSandboxStatsRequest: Codec<PodSandboxStatsRequest> = exactCodec("runtime.v1.PodSandboxStatsRequest", () => root.runtime.v1.PodSandboxStatsRequest);

export interface PodSandboxStatsResponse {
  stats: PodSandboxStats | null;
}
export const PodSandboxStatsResponse: Codec<PodSandboxStatsResponse> = exactCodec("runtime.v1.PodSandboxStatsResponse", () => root.runtime.v1.PodSandboxStatsResponse);

export interface PodSandboxStatus {
  id: string;
  metadata: PodSandboxMetadata | null;
  state: number;
  createdAt: bigint;
  network: PodSandboxNetworkStatus | null;
  linux: LinuxPodSandboxStatus | null;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  runtimeHandler: string;
}
export const PodSandboxStatus: Codec<PodSandboxStatus> = exactCodec("runtime.v1.PodSandboxStatus", () => root.runtime.v1.PodSandboxStatus);

export interface PodSandboxStatusRequest {
  podSandboxId: string;
  verbose: boolean;
}
export const PodSandboxStatusRequest: Codec<PodSandboxStatusRequest> = exactCodec("runtime.v1.PodSandboxStatusRequest", () => root.runtime.v1.PodSandboxStatusRequest);

export interface PodSandboxStatusResponse {
  status: PodSandboxStatus | null;
  info: Record<string, string>;
  containersStatuses: ContainerStatus[];
  timestamp: bigint;
}
export const PodSandboxStatusResponse: Codec<PodSandboxStatusResponse> = exactCodec("runtime.v1.PodSandboxStatusResponse", () => root.runtime.v1.PodSandboxStatusResponse);

export interface PortForwardRequest {
  podSandboxId: string;
  port: number[];
}
export const PortForwardRequest: Codec<PortForwardRequest> = exactCodec("runtime.v1.PortForwardRequest", () => root.runtime.v1.PortForwardRequest);

export interface PortForwardResponse {
  url: string;
}
export const PortForwardResponse: Codec<PortForwardResponse> = exactCodec("runtime.v1.PortForwardResponse", () => root.runtime.v1.PortForwardResponse);

export interface PortMapping {
  protocol: number;
  containerPort: number;
  hostPort: number;
  hostIp: string;
}
export const PortMapping: Codec<PortMapping> = exactCodec("runtime.v1.PortMapping", () => root.runtime.v1.PortMapping);

export interface ProcessUsage {
  timestamp: bigint;
  processCount: UInt64Value | null;
}
export const ProcessUsage: Codec<ProcessUsage> = exactCodec("runtime.v1.ProcessUsage", () => root.runtime.v1.ProcessUsage);

export const Protocol = {
  TCP: 0,
  UDP: 1,
  SCTP: 2,
} as const;

export interface PsiData {
  Total: bigint;
  Avg10: number;
  Avg60: number;
  Avg300: number;
}
export const PsiData: Codec<PsiData> = exactCodec("runtime.v1.PsiData", () => root.runtime.v1.PsiData);

export interface PsiStats {
  Full: PsiData | null;
  Some: PsiData | null;
}
export const PsiStats: Codec<PsiStats> = exactCodec("runtime.v1.PsiStats", () => root.runtime.v1.PsiStats);

export interface PullImageRequest {
  image: ImageSpec | null;
  auth: AuthConfig | null;
  sandboxConfig: PodSandboxConfig | null;
}
export const PullImageRequest: Codec<PullImageRequest> = exactCodec("runtime.v1.PullImageRequest", () => root.runtime.v1.PullImageRequest);

export interface PullImageResponse {
  imageRef: string;
}
export const PullImageResponse: Codec<PullImageResponse> = exactCodec("runtime.v1.PullImageResponse", () => root.runtime.v1.PullImageResponse);

export interface RemoveContainerRequest {
  containerId: string;
}
export const RemoveContainerRequest: Codec<RemoveContainerRequest> = exactCodec("runtime.v1.RemoveContainerRequest", () => root.runtime.v1.RemoveContainerRequest);

export type RemoveContainerResponse = Record<never, never>;
export const RemoveContainerResponse: Codec<RemoveContainerResponse> = exactCodec("runtime.v1.RemoveContainerResponse", () => root.runtime.v1.RemoveContainerResponse);

export interface RemoveImageRequest {
  image: ImageSpec | null;
}
export const RemoveImageRequest: Codec<RemoveImageRequest> = exactCodec("runtime.v1.RemoveImageRequest", () => root.runtime.v1.RemoveImageRequest);

export type RemoveImageResponse = Record<never, never>;
export const RemoveImageResponse: Codec<RemoveImageResponse> = exactCodec("runtime.v1.RemoveImageResponse", () => root.runtime.v1.RemoveImageResponse);

export interface RemovePodSandboxRequest {
  podSandboxId: string;
}
export const RemovePodSandboxRequest: Codec<RemovePodSandboxRequest> = exactCodec("runtime.v1.RemovePodSandboxRequest", () => root.runtime.v1.RemovePodSandboxRequest);

export type RemovePodSandboxResponse = Record<never, never>;
export const RemovePodSandboxResponse: Codec<RemovePodSandboxResponse> = exactCodec("runtime.v1.RemovePodSandboxResponse", () => root.runtime.v1.RemovePodSandboxResponse);

export interface ReopenContainerLogRequest {
  containerId: string;
}
export const ReopenContainerLogRequest: Codec<ReopenContainerLogRequest> = exactCodec("runtime.v1.ReopenContainerLogRequest", () => root.runtime.v1.ReopenContainerLogRequest);

export type ReopenContainerLogResponse = Record<never, never>;
export const ReopenContainerLogResponse: Codec<ReopenContainerLogResponse> = exactCodec("runtime.v1.ReopenContainerLogResponse", () => root.runtime.v1.ReopenContainerLogResponse);

export interface RunPodSandboxRequest {
  config: PodSandboxConfig | null;
  runtimeHandler: string;
}
export const RunPodSandboxRequest: Codec<RunPodSandboxRequest> = exactCodec("runtime.v1.RunPodSandboxRequest", () => root.runtime.v1.RunPodSandboxRequest);

export interface RunPodSandboxResponse {
  podSandboxId: string;
}
export const RunPodSandboxResponse: Codec<RunPodSandboxResponse> = exactCodec("runtime.v1.RunPodSandboxResponse", () => root.runtime.v1.RunPodSandboxResponse);

export interface RuntimeCondition {
  type: string;
  status: boolean;
  reason: string;
  message: string;
}
export const RuntimeCondition: Codec<RuntimeCondition> = exactCodec("runtime.v1.RuntimeCondition", () => root.runtime.v1.RuntimeCondition);

export interface RuntimeConfig {
  networkConfig: NetworkConfig | null;
}
export const RuntimeConfig: Codec<RuntimeConfig> = exactCodec("runtime.v1.RuntimeConfig", () => root.runtime.v1.RuntimeConfig);

export type RuntimeConfigRequest = Record<never, never>;
export const RuntimeConfigRequest: Codec<RuntimeConfigRequest> = exactCodec("runtime.v1.RuntimeConfigRequest", () => root.runtime.v1.RuntimeConfigRequest);

export interface RuntimeConfigResponse {
  linux: LinuxRuntimeConfiguration | null;
}
export const RuntimeConfigResponse: Codec<RuntimeConfigResponse> = exactCodec("runtime.v1.RuntimeConfigResponse", () => root.runtime.v1.RuntimeConfigResponse);

export interface RuntimeFeatures {
  supplementalGroupsPolicy: boolean;
  userNamespacesHostNetwork: boolean;
}
export const RuntimeFeatures: Codec<RuntimeFeatures> = exactCodec("runtime.v1.RuntimeFeatures", () => root.runtime.v1.RuntimeFeatures);

export interface RuntimeHandler {
  name: string;
  features: RuntimeHandlerFeatures | null;
}
export const RuntimeHandler: Codec<RuntimeHandler> = exactCodec("runtime.v1.RuntimeHandler", () => root.runtime.v1.RuntimeHandler);

export interface RuntimeHandlerFeatures {
  recursiveReadOnlyMounts: boolean;
  userNamespaces: boolean;
}
export const RuntimeHandlerFeatures: Codec<RuntimeHandlerFeatures> = exactCodec("runtime.v1.RuntimeHandlerFeatures", () => root.runtime.v1.RuntimeHandlerFeatures);

export interface RuntimeStatus {
  conditions: RuntimeCondition[];
}
export const RuntimeStatus: Codec<RuntimeStatus> = exactCodec("runtime.v1.RuntimeStatus", () => root.runtime.v1.RuntimeStatus);

export interface SELinuxOption {
  user: string;
  role: string;
  type: string;
  level: string;
}
export const SELinuxOption: Codec<SELinuxOption> = exactCodec("runtime.v1.SELinuxOption", () => root.runtime.v1.SELinuxOption);

export interface SecurityProfile {
  profileType: number;
  localhostRef: string;
}
export const SecurityProfile: Codec<SecurityProfile> = exactCodec("runtime.v1.SecurityProfile", () => root.runtime.v1.SecurityProfile);

export const SecurityProfileProfileType = {
  RuntimeDefault: 0,
  Unconfined: 1,
  Localhost: 2,
} as const;

export const Signal = {
  RUNTIME_DEFAULT: 0,
  SIGABRT: 1,
  SIGALRM: 2,
  SIGBUS: 3,
  SIGCHLD: 4,
  SIGCLD: 5,
  SIGCONT: 6,
  SIGFPE: 7,
  SIGHUP: 8,
  SIGILL: 9,
  SIGINT: 10,
  SIGIO: 11,
  SIGIOT: 12,
  SIGKILL: 13,
  SIGPIPE: 14,
  SIGPOLL: 15,
  SIGPROF: 16,
  SIGPWR: 17,
  SIGQUIT: 18,
  SIGSEGV: 19,
  SIGSTKFLT: 20,
  SIGSTOP: 21,
  SIGSYS: 22,
  SIGTERM: 23,
  SIGTRAP: 24,
  SIGTSTP: 25,
  SIGTTIN: 26,
  SIGTTOU: 27,
  SIGURG: 28,
  SIGUSR1: 29,
  SIGUSR2: 30,
  SIGVTALRM: 31,
  SIGWINCH: 32,
  SIGXCPU: 33,
  SIGXFSZ: 34,
  SIGRTMIN: 35,
  SIGRTMINPLUS1: 36,
  SIGRTMINPLUS2: 37,
  SIGRTMINPLUS3: 38,
  SIGRTMINPLUS4: 39,
  SIGRTMINPLUS5: 40,
  SIGRTMINPLUS6: 41,
  SIGRTMINPLUS7: 42,
  SIGRTMINPLUS8: 43,
  SIGRTMINPLUS9: 44,
  SIGRTMINPLUS10: 45,
  SIGRTMINPLUS11: 46,
  SIGRTMINPLUS12: 47,
  SIGRTMINPLUS13: 48,
  SIGRTMINPLUS14: 49,
  SIGRTMINPLUS15: 50,
  SIGRTMAXMINUS14: 51,
  SIGRTMAXMINUS13: 52,
  SIGRTMAXMINUS12: 53,
  SIGRTMAXMINUS11: 54,
  SIGRTMAXMINUS10: 55,
  SIGRTMAXMINUS9: 56,
  SIGRTMAXMINUS8: 57,
  SIGRTMAXMINUS7: 58,
  SIGRTMAXMINUS6: 59,
  SIGRTMAXMINUS5: 60,
  SIGRTMAXMINUS4: 61,
  SIGRTMAXMINUS3: 62,
  SIGRTMAXMINUS2: 63,
  SIGRTMAXMINUS1: 64,
  SIGRTMAX: 65,
} as const;

export interface StartContainerRequest {
  containerId: string;
}
export const StartContainerRequest: Codec<StartContainerRequest> = exactCodec("runtime.v1.StartContainerRequest", () => root.runtime.v1.StartContainerRequest);

export type StartContainerResponse = Record<never, never>;
export const StartContainerResponse: Codec<StartContainerResponse> = exactCodec("runtime.v1.StartContainerResponse", () => root.runtime.v1.StartContainerResponse);

export interface StatusRequest {
  verbose: boolean;
}
export const StatusRequest: Codec<StatusRequest> = exactCodec("runtime.v1.StatusRequest", () => root.runtime.v1.StatusRequest);

export interface StatusResponse {
  status: RuntimeStatus | null;
  info: Record<string, string>;
  runtimeHandlers: RuntimeHandler[];
  features: RuntimeFeatures | null;
}
export const StatusResponse: Codec<StatusResponse> = exactCodec("runtime.v1.StatusResponse", () => root.runtime.v1.StatusResponse);

export interface StopContainerRequest {
  containerId: string;
  timeout: bigint;
}
export const StopContainerRequest: Codec<StopContainerRequest> = exactCodec("runtime.v1.StopContainerRequest", () => root.runtime.v1.StopContainerRequest);

export type StopContainerResponse = Record<never, never>;
export const StopContainerResponse: Codec<StopContainerResponse> = exactCodec("runtime.v1.StopContainerResponse", () => root.runtime.v1.StopContainerResponse);

export interface StopPodSandboxRequest {
  podSandboxId: string;
}
export const StopPodSandboxRequest: Codec<StopPodSandboxRequest> = exactCodec("runtime.v1.StopPodSandboxRequest", () => root.runtime.v1.StopPodSandboxRequest);

export type StopPodSandboxResponse = Record<never, never>;
export const StopPodSandboxResponse: Codec<StopPodSandboxResponse> = exactCodec("runtime.v1.StopPodSandboxResponse", () => root.runtime.v1.StopPodSandboxResponse);

export interface StreamContainerStatsRequest {
  filter: ContainerStatsFilter | null;
}
export const StreamContainerStatsRequest: Codec<StreamContainerStatsRequest> = exactCodec("runtime.v1.StreamContainerStatsRequest", () => root.runtime.v1.StreamContainerStatsRequest);

export interface StreamContainerStatsResponse {
  containerStats: ContainerStats[];
}
export const StreamContainerStatsResponse: Codec<StreamContainerStatsResponse> = exactCodec("runtime.v1.StreamContainerStatsResponse", () => root.runtime.v1.StreamContainerStatsResponse);

export interface StreamContainersRequest {
  filter: ContainerFilter | null;
}
export const StreamContainersRequest: Codec<StreamContainersRequest> = exactCodec("runtime.v1.StreamContainersRequest", () => root.runtime.v1.StreamContainersRequest);

export interface StreamContainersResponse {
  containers: Container[];
}
export const StreamContainersResponse: Codec<StreamContainersResponse> = exactCodec("runtime.v1.StreamContainersResponse", () => root.runtime.v1.StreamContainersResponse);

export interface StreamImagesRequest {
  filter: ImageFilter | null;
}
export const StreamImagesRequest: Codec<StreamImagesRequest> = exactCodec("runtime.v1.StreamImagesRequest", () => root.runtime.v1.StreamImagesRequest);

export interface StreamImagesResponse {
  images: Image[];
}
export const StreamImagesResponse: Codec<StreamImagesResponse> = exactCodec("runtime.v1.StreamImagesResponse", () => root.runtime.v1.StreamImagesResponse);

export type StreamPodSandboxMetricsRequest = Record<never, never>;
export const StreamPodSandboxMetricsRequest: Codec<StreamPodSandboxMetricsRequest> = exactCodec("runtime.v1.StreamPodSandboxMetricsRequest", () => root.runtime.v1.StreamPodSandboxMetricsRequest);

export interface StreamPodSandboxMetricsResponse {
  podSandboxMetrics: PodSandboxMetrics[];
}
export const StreamPodSandboxMetricsResponse: Codec<StreamPodSandboxMetricsResponse> = exactCodec("runtime.v1.StreamPodSandboxMetricsResponse", () => root.runtime.v1.StreamPodSandboxMetricsResponse);

export interface StreamPodSandboxStatsRequest {
  filter: PodSandboxStatsFilter | null;
}
export const StreamPodSandboxStatsRequest: Codec<StreamPodSandboxStatsRequest> = exactCodec("runtime.v1.StreamPodSandboxStatsRequest", () => root.runtime.v1.StreamPodSandboxStatsRequest);

export interface StreamPodSandboxStatsResponse {
  podSandboxStats: PodSandboxStats[];
}
export const StreamPodSandboxStatsResponse: Codec<StreamPodSandboxStatsResponse> = exactCodec("runtime.v1.StreamPodSandboxStatsResponse", () => root.runtime.v1.StreamPodSandboxStatsResponse);

export interface StreamPodSandboxesRequest {
  filter: PodSandboxFilter | null;
}
export const StreamPodSandboxesRequest: Codec<StreamPodSandboxesRequest> = exactCodec("runtime.v1.StreamPodSandboxesRequest", () => root.runtime.v1.StreamPodSandboxesRequest);

export interface StreamPodSandboxesResponse {
  podSandboxes: PodSandbox[];
}
export const StreamPodSandboxesResponse: Codec<StreamPodSandboxesResponse> = exactCodec("runtime.v1.StreamPodSandboxesResponse", () => root.runtime.v1.StreamPodSandboxesResponse);

export const SupplementalGroupsPolicy = {
  Merge: 0,
  Strict: 1,
} as const;

export interface SwapUsage {
  timestamp: bigint;
  swapAvailableBytes: UInt64Value | null;
  swapUsageBytes: UInt64Value | null;
}
export const SwapUsage: Codec<SwapUsage> = exactCodec("runtime.v1.SwapUsage", () => root.runtime.v1.SwapUsage);

export interface UInt64Value {
  value: bigint;
}
export const UInt64Value: Codec<UInt64Value> = exactCodec("runtime.v1.UInt64Value", () => root.runtime.v1.UInt64Value);

export interface UpdateContainerResourcesRequest {
  containerId: string;
  linux: LinuxContainerResources | null;
  windows: WindowsContainerResources | null;
  annotations: Record<string, string>;
}
export const UpdateContainerResourcesRequest: Codec<UpdateContainerResourcesRequest> = exactCodec("runtime.v1.UpdateContainerResourcesRequest", () => root.runtime.v1.UpdateContainerResourcesRequest);

export type UpdateContainerResourcesResponse = Record<never, never>;
export const UpdateContainerResourcesResponse: Codec<UpdateContainerResourcesResponse> = exactCodec("runtime.v1.UpdateContainerResourcesResponse", () => root.runtime.v1.UpdateContainerResourcesResponse);

export interface UpdatePodSandboxResourcesRequest {
  podSandboxId: string;
  overhead: LinuxContainerResources | null;
  resources: LinuxContainerResources | null;
}
export const UpdatePodSandboxResourcesRequest: Codec<UpdatePodSandboxResourcesRequest> = exactCodec("runtime.v1.UpdatePodSandboxResourcesRequest", () => root.runtime.v1.UpdatePodSandboxResourcesRequest);

export type UpdatePodSandboxResourcesResponse = Record<never, never>;
export const UpdatePodSandboxResourcesResponse: Codec<UpdatePodSandboxResourcesResponse> = exactCodec("runtime.v1.UpdatePodSandboxResourcesResponse", () => root.runtime.v1.UpdatePodSandboxResourcesResponse);

export interface UpdateRuntimeConfigRequest {
  runtimeConfig: RuntimeConfig | null;
}
export const UpdateRuntimeConfigRequest: Codec<UpdateRuntimeConfigRequest> = exactCodec("runtime.v1.UpdateRuntimeConfigRequest", () => root.runtime.v1.UpdateRuntimeConfigRequest);

export type UpdateRuntimeConfigResponse = Record<never, never>;
export const UpdateRuntimeConfigResponse: Codec<UpdateRuntimeConfigResponse> = exactCodec("runtime.v1.UpdateRuntimeConfigResponse", () => root.runtime.v1.UpdateRuntimeConfigResponse);

export interface UserNamespace {
  mode: number;
  uids: IDMapping[];
  gids: IDMapping[];
}
export const UserNamespace: Codec<UserNamespace> = exactCodec("runtime.v1.UserNamespace", () => root.runtime.v1.UserNamespace);

export interface VersionRequest {
  version: string;
}
export const VersionRequest: Codec<VersionRequest> = exactCodec("runtime.v1.VersionRequest", () => root.runtime.v1.VersionRequest);

export interface VersionResponse {
  version: string;
  runtimeName: string;
  runtimeVersion: string;
  runtimeApiVersion: string;
}
export const VersionResponse: Codec<VersionResponse> = exactCodec("runtime.v1.VersionResponse", () => root.runtime.v1.VersionResponse);

export interface WindowsContainerConfig {
  resources: WindowsContainerResources | null;
  securityContext: WindowsContainerSecurityContext | null;
}
export const WindowsContainerConfig: Codec<WindowsContainerConfig> = exactCodec("runtime.v1.WindowsContainerConfig", () => root.runtime.v1.WindowsContainerConfig);

export interface WindowsContainerResources {
  cpuShares: bigint;
  cpuCount: bigint;
  cpuMaximum: bigint;
  memoryLimitInBytes: bigint;
  rootfsSizeInBytes: bigint;
  affinityCpus: WindowsCpuGroupAffinity[];
}
export const WindowsContainerResources: Codec<WindowsContainerResources> = exactCodec("runtime.v1.WindowsContainerResources", () => root.runtime.v1.WindowsContainerResources);

export interface WindowsContainerSecurityContext {
  runAsUsername: string;
  credentialSpec: string;
  hostProcess: boolean;
}
export const WindowsContainerSecurityContext: Codec<WindowsContainerSecurityContext> = exactCodec("runtime.v1.WindowsContainerSecurityContext", () => root.runtime.v1.WindowsContainerSecurityContext);

export interface WindowsContainerStats {
  attributes: ContainerAttributes | null;
  cpu: WindowsCpuUsage | null;
  memory: WindowsMemoryUsage | null;
  writableLayer: WindowsFilesystemUsage | null;
}
export const WindowsContainerStats: Codec<WindowsContainerStats> = exactCodec("runtime.v1.WindowsContainerStats", () => root.runtime.v1.WindowsContainerStats);

export interface WindowsCpuGroupAffinity {
  cpuMask: bigint;
  cpuGroup: number;
}
export const WindowsCpuGroupAffinity: Codec<WindowsCpuGroupAffinity> = exactCodec("runtime.v1.WindowsCpuGroupAffinity", () => root.runtime.v1.WindowsCpuGroupAffinity);

export interface WindowsCpuUsage {
  timestamp: bigint;
  usageCoreNanoSeconds: UInt64Value | null;
  usageNanoCores: UInt64Value | null;
}
export const WindowsCpuUsage: Codec<WindowsCpuUsage> = exactCodec("runtime.v1.WindowsCpuUsage", () => root.runtime.v1.WindowsCpuUsage);

export interface WindowsFilesystemUsage {
  timestamp: bigint;
  fsId: FilesystemIdentifier | null;
  usedBytes: UInt64Value | null;
}
export const WindowsFilesystemUsage: Codec<WindowsFilesystemUsage> = exactCodec("runtime.v1.WindowsFilesystemUsage", () => root.runtime.v1.WindowsFilesystemUsage);

export interface WindowsMemoryUsage {
  timestamp: bigint;
  workingSetBytes: UInt64Value | null;
  availableBytes: UInt64Value | null;
  pageFaults: UInt64Value | null;
  commitMemoryBytes: UInt64Value | null;
}
export const WindowsMemoryUsage: Codec<WindowsMemoryUsage> = exactCodec("runtime.v1.WindowsMemoryUsage", () => root.runtime.v1.WindowsMemoryUsage);

export interface WindowsNamespaceOption {
  network: number;
}
export const WindowsNamespaceOption: Codec<WindowsNamespaceOption> = exactCodec("runtime.v1.WindowsNamespaceOption", () => root.runtime.v1.WindowsNamespaceOption);

export interface WindowsNetworkInterfaceUsage {
  name: string;
  rxBytes: UInt64Value | null;
  rxPacketsDropped: UInt64Value | null;
  txBytes: UInt64Value | null;
  txPacketsDropped: UInt64Value | null;
}
export const WindowsNetworkInterfaceUsage: Codec<WindowsNetworkInterfaceUsage> = exactCodec("runtime.v1.WindowsNetworkInterfaceUsage", () => root.runtime.v1.WindowsNetworkInterfaceUsage);

export interface WindowsNetworkUsage {
  timestamp: bigint;
  defaultInterface: WindowsNetworkInterfaceUsage | null;
  interfaces: WindowsNetworkInterfaceUsage[];
}
export const WindowsNetworkUsage: Codec<WindowsNetworkUsage> = exactCodec("runtime.v1.WindowsNetworkUsage", () => root.runtime.v1.WindowsNetworkUsage);

export interface WindowsPodSandboxConfig {
  securityContext: WindowsSandboxSecurityContext | null;
}
export const WindowsPodSandboxConfig: Codec<WindowsPodSandboxConfig> = exactCodec("runtime.v1.WindowsPodSandboxConfig", () => root.runtime.v1.WindowsPodSandboxConfig);

export interface WindowsPodSandboxStats {
  cpu: WindowsCpuUsage | null;
  memory: WindowsMemoryUsage | null;
  network: WindowsNetworkUsage | null;
  process: WindowsProcessUsage | null;
  containers: WindowsContainerStats[];
}
export const WindowsPodSandboxStats: Codec<WindowsPodSandboxStats> = exactCodec("runtime.v1.WindowsPodSandboxStats", () => root.runtime.v1.WindowsPodSandboxStats);

export interface WindowsProcessUsage {
  timestamp: bigint;
  processCount: UInt64Value | null;
}
export const WindowsProcessUsage: Codec<WindowsProcessUsage> = exactCodec("runtime.v1.WindowsProcessUsage", () => root.runtime.v1.WindowsProcessUsage);

export interface WindowsSandboxSecurityContext {
  runAsUsername: string;
  credentialSpec: string;
  hostProcess: boolean;
  namespaceOptions: WindowsNamespaceOption | null;
}
export const WindowsSandboxSecurityContext: Codec<WindowsSandboxSecurityContext> = exactCodec("runtime.v1.WindowsSandboxSecurityContext", () => root.runtime.v1.WindowsSandboxSecurityContext);

export const RuntimeServiceService = {
  name: "runtime.v1.RuntimeService",
  methods: {
    attach: {
      service: "runtime.v1.RuntimeService",
      name: "Attach",
      kind: "unary",
      input: AttachRequest,
      output: AttachResponse,
    },
    checkpointContainer: {
      service: "runtime.v1.RuntimeService",
      name: "CheckpointContainer",
      kind: "unary",
      input: CheckpointContainerRequest,
      output: CheckpointContainerResponse,
    },
    containerStats: {
      service: "runtime.v1.RuntimeService",
      name: "ContainerStats",
      kind: "unary",
      input: ContainerStatsRequest,
      output: ContainerStatsResponse,
    },
    containerStatus: {
      service: "runtime.v1.RuntimeService",
      name: "ContainerStatus",
      kind: "unary",
      input: ContainerStatusRequest,
      output: ContainerStatusResponse,
    },
    createContainer: {
      service: "runtime.v1.RuntimeService",
      name: "CreateContainer",
      kind: "unary",
      input: CreateContainerRequest,
      output: CreateContainerResponse,
    },
    exec: {
      service: "runtime.v1.RuntimeService",
      name: "Exec",
      kind: "unary",
      input: ExecRequest,
      output: ExecResponse,
    },
    execSync: {
      service: "runtime.v1.RuntimeService",
      name: "ExecSync",
      kind: "unary",
      input: ExecSyncRequest,
      output: ExecSyncResponse,
    },
    getContainerEvents: {
      service: "runtime.v1.RuntimeService",
      name: "GetContainerEvents",
      kind: "download",
      input: GetEventsRequest,
      output: ContainerEventResponse,
    },
    listContainerStats: {
      service: "runtime.v1.RuntimeService",
      name: "ListContainerStats",
      kind: "unary",
      input: ListContainerStatsRequest,
      output: ListContainerStatsResponse,
    },
    listContainers: {
      service: "runtime.v1.RuntimeService",
      name: "ListContainers",
      kind: "unary",
      input: ListContainersRequest,
      output: ListContainersResponse,
    },
    listMetricDescriptors: {
      service: "runtime.v1.RuntimeService",
      name: "ListMetricDescriptors",
      kind: "unary",
      input: ListMetricDescriptorsRequest,
      output: ListMetricDescriptorsResponse,
    },
    listPodSandbox: {
      service: "runtime.v1.RuntimeService",
      name: "ListPodSandbox",
      kind: "unary",
      input: ListPodSandboxRequest,
      output: ListPodSandboxResponse,
    },
    listPodSandboxMetrics: {
      service: "runtime.v1.RuntimeService",
      name: "ListPodSandboxMetrics",
      kind: "unary",
      input: ListPodSandboxMetricsRequest,
      output: ListPodSandboxMetricsResponse,
    },
    listPodSandboxStats: {
      service: "runtime.v1.RuntimeService",
      name: "ListPodSandboxStats",
      kind: "unary",
      input: ListPodSandboxStatsRequest,
      output: ListPodSandboxStatsResponse,
    },
    podSandboxStats: {
      service: "runtime.v1.RuntimeService",
      name: "PodSandboxStats",
      kind: "unary",
      input: PodSandboxStatsRequest,
      output: PodSandboxStatsResponse,
    },
    podSandboxStatus: {
      service: "runtime.v1.RuntimeService",
      name: "PodSandboxStatus",
      kind: "unary",
      input: PodSandboxStatusRequest,
      output: PodSandboxStatusResponse,
    },
    portForward: {
      service: "runtime.v1.RuntimeService",
      name: "PortForward",
      kind: "unary",
      input: PortForwardRequest,
      output: PortForwardResponse,
    },
    removeContainer: {
      service: "runtime.v1.RuntimeService",
      name: "RemoveContainer",
      kind: "unary",
      input: RemoveContainerRequest,
      output: RemoveContainerResponse,
    },
    removePodSandbox: {
      service: "runtime.v1.RuntimeService",
      name: "RemovePodSandbox",
      kind: "unary",
      input: RemovePodSandboxRequest,
      output: RemovePodSandboxResponse,
    },
    reopenContainerLog: {
      service: "runtime.v1.RuntimeService",
      name: "ReopenContainerLog",
      kind: "unary",
      input: ReopenContainerLogRequest,
      output: ReopenContainerLogResponse,
    },
    runPodSandbox: {
      service: "runtime.v1.RuntimeService",
      name: "RunPodSandbox",
      kind: "unary",
      input: RunPodSandboxRequest,
      output: RunPodSandboxResponse,
    },
    runtimeConfig: {
      service: "runtime.v1.RuntimeService",
      name: "RuntimeConfig",
      kind: "unary",
      input: RuntimeConfigRequest,
      output: RuntimeConfigResponse,
    },
    startContainer: {
      service: "runtime.v1.RuntimeService",
      name: "StartContainer",
      kind: "unary",
      input: StartContainerRequest,
      output: StartContainerResponse,
    },
    status: {
      service: "runtime.v1.RuntimeService",
      name: "Status",
      kind: "unary",
      input: StatusRequest,
      output: StatusResponse,
    },
    stopContainer: {
      service: "runtime.v1.RuntimeService",
      name: "StopContainer",
      kind: "unary",
      input: StopContainerRequest,
      output: StopContainerResponse,
    },
    stopPodSandbox: {
      service: "runtime.v1.RuntimeService",
      name: "StopPodSandbox",
      kind: "unary",
      input: StopPodSandboxRequest,
      output: StopPodSandboxResponse,
    },
    streamContainerStats: {
      service: "runtime.v1.RuntimeService",
      name: "StreamContainerStats",
      kind: "download",
      input: StreamContainerStatsRequest,
      output: StreamContainerStatsResponse,
    },
    streamContainers: {
      service: "runtime.v1.RuntimeService",
      name: "StreamContainers",
      kind: "download",
      input: StreamContainersRequest,
      output: StreamContainersResponse,
    },
    streamPodSandboxMetrics: {
      service: "runtime.v1.RuntimeService",
      name: "StreamPodSandboxMetrics",
      kind: "download",
      input: StreamPodSandboxMetricsRequest,
      output: StreamPodSandboxMetricsResponse,
    },
    streamPodSandboxStats: {
      service: "runtime.v1.RuntimeService",
      name: "StreamPodSandboxStats",
      kind: "download",
      input: StreamPodSandboxStatsRequest,
      output: StreamPodSandboxStatsResponse,
    },
    streamPodSandboxes: {
      service: "runtime.v1.RuntimeService",
      name: "StreamPodSandboxes",
      kind: "download",
      input: StreamPodSandboxesRequest,
      output: StreamPodSandboxesResponse,
    },
    updateContainerResources: {
      service: "runtime.v1.RuntimeService",
      name: "UpdateContainerResources",
      kind: "unary",
      input: UpdateContainerResourcesRequest,
      output: UpdateContainerResourcesResponse,
    },
    updatePodSandboxResources: {
      service: "runtime.v1.RuntimeService",
      name: "UpdatePodSandboxResources",
      kind: "unary",
      input: UpdatePodSandboxResourcesRequest,
      output: UpdatePodSandboxResourcesResponse,
    },
    updateRuntimeConfig: {
      service: "runtime.v1.RuntimeService",
      name: "UpdateRuntimeConfig",
      kind: "unary",
      input: UpdateRuntimeConfigRequest,
      output: UpdateRuntimeConfigResponse,
    },
    version: {
      service: "runtime.v1.RuntimeService",
      name: "Version",
      kind: "unary",
      input: VersionRequest,
      output: VersionResponse,
    },
  },
} as const satisfies Service;

export const ImageServiceService = {
  name: "runtime.v1.ImageService",
  methods: {
    imageFsInfo: {
      service: "runtime.v1.ImageService",
      name: "ImageFsInfo",
      kind: "unary",
      input: ImageFsInfoRequest,
      output: ImageFsInfoResponse,
    },
    imageStatus: {
      service: "runtime.v1.ImageService",
      name: "ImageStatus",
      kind: "unary",
      input: ImageStatusRequest,
      output: ImageStatusResponse,
    },
    listImages: {
      service: "runtime.v1.ImageService",
      name: "ListImages",
      kind: "unary",
      input: ListImagesRequest,
      output: ListImagesResponse,
    },
    pullImage: {
      service: "runtime.v1.ImageService",
      name: "PullImage",
      kind: "unary",
      input: PullImageRequest,
      output: PullImageResponse,
    },
    removeImage: {
      service: "runtime.v1.ImageService",
      name: "RemoveImage",
      kind: "unary",
      input: RemoveImageRequest,
      output: RemoveImageResponse,
    },
    streamImages: {
      service: "runtime.v1.ImageService",
      name: "StreamImages",
      kind: "download",
      input: StreamImagesRequest,
      output: StreamImagesResponse,
    },
  },
} as const satisfies Service;
