// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./transfer.pb.js";

export interface TransferOptions {
  progressStream: string;
}
export const TransferOptions: Codec<TransferOptions> = codec("containerd.services.transfer.v1.TransferOptions", () => root.containerd.services.transfer.v1.TransferOptions);

export interface TransferRequest {
  source: Any | null;
  destination: Any | null;
  options: TransferOptions | null;
}
export const TransferRequest: Codec<TransferRequest> = codec("containerd.services.transfer.v1.TransferRequest", () => root.containerd.services.transfer.v1.TransferRequest);

export const AuthType = {
  NONE: 0,
  CREDENTIALS: 1,
  REFRESH: 2,
  HEADER: 3,
} as const;

export const HTTPDebug = {
  DISABLED: 0,
  DEBUG: 1,
  TRACE: 2,
  BOTH: 3,
} as const;

export interface AuthRequest {
  host: string;
  reference: string;
  wwwauthenticate: string[];
}
export const AuthRequest: Codec<AuthRequest> = codec("containerd.types.transfer.AuthRequest", () => root.containerd.types.transfer.AuthRequest);

export interface AuthResponse {
  authType: number;
  secret: string;
  username: string;
  expireAt: Timestamp | null;
}
export const AuthResponse: Codec<AuthResponse> = codec("containerd.types.transfer.AuthResponse", () => root.containerd.types.transfer.AuthResponse);

export interface ContainerPath {
  containerId: string;
  path: string;
  noWalk: boolean;
  preserveOwnership: boolean;
}
export const ContainerPath: Codec<ContainerPath> = codec("containerd.types.transfer.ContainerPath", () => root.containerd.types.transfer.ContainerPath);

export interface Data {
  data: Uint8Array;
}
export const Data: Codec<Data> = codec("containerd.types.transfer.Data", () => root.containerd.types.transfer.Data);

export interface ImageExportStream {
  stream: string;
  mediaType: string;
  platforms: Platform[];
  allPlatforms: boolean;
  skipCompatibilityManifest: boolean;
  skipNonDistributable: boolean;
}
export const ImageExportStream: Codec<ImageExportStream> = codec("containerd.types.transfer.ImageExportStream", () => root.containerd.types.transfer.ImageExportStream);

export interface ImageImportStream {
  stream: string;
  mediaType: string;
  forceCompress: boolean;
}
export const ImageImportStream: Codec<ImageImportStream> = codec("containerd.types.transfer.ImageImportStream", () => root.containerd.types.transfer.ImageImportStream);

export interface ImageReference {
  name: string;
  isPrefix: boolean;
  allowOverwrite: boolean;
  addDigest: boolean;
  skipNamedDigest: boolean;
}
export const ImageReference: Codec<ImageReference> = codec("containerd.types.transfer.ImageReference", () => root.containerd.types.transfer.ImageReference);

export interface ImageStore {
  name: string;
  labels: Record<string, string>;
  platforms: Platform[];
  allMetadata: boolean;
  manifestLimit: number;
  extraReferences: ImageReference[];
  unpacks: UnpackConfiguration[];
}
export const ImageStore: Codec<ImageStore> = codec("containerd.types.transfer.ImageStore", () => root.containerd.types.transfer.ImageStore);

export interface OCIRegistry {
  reference: string;
  resolver: RegistryResolver | null;
}
export const OCIRegistry: Codec<OCIRegistry> = codec("containerd.types.transfer.OCIRegistry", () => root.containerd.types.transfer.OCIRegistry);

export interface Progress {
  event: string;
  name: string;
  parents: string[];
  progress: number;
  total: number;
  desc: Descriptor | null;
}
export const Progress: Codec<Progress> = codec("containerd.types.transfer.Progress", () => root.containerd.types.transfer.Progress);

export interface ReadStream {
  stream: string;
  mediaType: string;
}
export const ReadStream: Codec<ReadStream> = codec("containerd.types.transfer.ReadStream", () => root.containerd.types.transfer.ReadStream);

export interface RegistryResolver {
  authStream: string;
  headers: Record<string, string>;
  hostDir: string;
  defaultScheme: string;
  httpDebug: number;
  logsStream: string;
}
export const RegistryResolver: Codec<RegistryResolver> = codec("containerd.types.transfer.RegistryResolver", () => root.containerd.types.transfer.RegistryResolver);

export interface UnpackConfiguration {
  platform: Platform | null;
  snapshotter: string;
}
export const UnpackConfiguration: Codec<UnpackConfiguration> = codec("containerd.types.transfer.UnpackConfiguration", () => root.containerd.types.transfer.UnpackConfiguration);

export interface WindowUpdate {
  update: number;
}
export const WindowUpdate: Codec<WindowUpdate> = codec("containerd.types.transfer.WindowUpdate", () => root.containerd.types.transfer.WindowUpdate);

export interface WriteStream {
  stream: string;
  mediaType: string;
}
export const WriteStream: Codec<WriteStream> = codec("containerd.types.transfer.WriteStream", () => root.containerd.types.transfer.WriteStream);

export interface ActivationInfo {
  name: string;
  active: ActiveMount[];
  system: Mount[];
  labels: Record<string, string>;
}
export const ActivationInfo: Codec<ActivationInfo> = codec("containerd.types.ActivationInfo", () => root.containerd.types.ActivationInfo);

export interface ActiveMount {
  mount: Mount | null;
  mountedAt: Timestamp | null;
  mountPoint: string;
  data: Record<string, string>;
}
export const ActiveMount: Codec<ActiveMount> = codec("containerd.types.ActiveMount", () => root.containerd.types.ActiveMount);

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Record<string, string>;
}
export const Descriptor: Codec<Descriptor> = codec("containerd.types.Descriptor", () => root.containerd.types.Descriptor);

export interface Envelope {
  timestamp: Timestamp | null;
  namespace: string;
  topic: string;
  event: Any | null;
}
export const Envelope: Codec<Envelope> = codec("containerd.types.Envelope", () => root.containerd.types.Envelope);

export interface Metric {
  timestamp: Timestamp | null;
  id: string;
  data: Any | null;
}
export const Metric: Codec<Metric> = codec("containerd.types.Metric", () => root.containerd.types.Metric);

export interface Mount {
  type: string;
  source: string;
  target: string;
  options: string[];
}
export const Mount: Codec<Mount> = codec("containerd.types.Mount", () => root.containerd.types.Mount);

export interface Platform {
  os: string;
  architecture: string;
  variant: string;
  osVersion: string;
  osFeatures: string[];
}
export const Platform: Codec<Platform> = codec("containerd.types.Platform", () => root.containerd.types.Platform);

export interface RuntimeInfo {
  name: string;
  version: RuntimeVersion | null;
  options: Any | null;
  features: Any | null;
  annotations: Record<string, string>;
}
export const RuntimeInfo: Codec<RuntimeInfo> = codec("containerd.types.RuntimeInfo", () => root.containerd.types.RuntimeInfo);

export interface RuntimeRequest {
  runtimePath: string;
  options: Any | null;
}
export const RuntimeRequest: Codec<RuntimeRequest> = codec("containerd.types.RuntimeRequest", () => root.containerd.types.RuntimeRequest);

export interface RuntimeVersion {
  version: string;
  revision: string;
}
export const RuntimeVersion: Codec<RuntimeVersion> = codec("containerd.types.RuntimeVersion", () => root.containerd.types.RuntimeVersion);

export interface Sandbox {
  sandboxId: string;
  runtime: SandboxRuntime | null;
  spec: Any | null;
  labels: Record<string, string>;
  createdAt: Timestamp | null;
  updatedAt: Timestamp | null;
  extensions: Record<string, Any>;
  sandboxer: string;
}
export const Sandbox: Codec<Sandbox> = codec("containerd.types.Sandbox", () => root.containerd.types.Sandbox);

export interface SandboxRuntime {
  name: string;
  options: Any | null;
}
export const SandboxRuntime: Codec<SandboxRuntime> = codec("containerd.types.Sandbox.Runtime", () => root.containerd.types.Sandbox.Runtime);

export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export const Any: Codec<Any> = codec("google.protobuf.Any", () => root.google.protobuf.Any);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = codec("google.protobuf.Empty", () => root.google.protobuf.Empty);

export interface Timestamp {
  seconds: number;
  nanos: number;
}
export const Timestamp: Codec<Timestamp> = codec("google.protobuf.Timestamp", () => root.google.protobuf.Timestamp);

export const TransferService = {
  name: "containerd.services.transfer.v1.Transfer",
  methods: {
    transfer: {
      service: "containerd.services.transfer.v1.Transfer",
      name: "Transfer",
      kind: "unary",
      input: TransferRequest,
      output: Empty,
    },
  },
} as const satisfies Service;
