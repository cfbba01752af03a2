// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./images.pb.js";

export interface CreateImageRequest {
  image: Image | null;
  sourceDateEpoch: Timestamp | null;
}
export const CreateImageRequest: Codec<CreateImageRequest> = codec("containerd.services.images.v1.CreateImageRequest", () => root.containerd.services.images.v1.CreateImageRequest);

export interface CreateImageResponse {
  image: Image | null;
}
export const CreateImageResponse: Codec<CreateImageResponse> = codec("containerd.services.images.v1.CreateImageResponse", () => root.containerd.services.images.v1.CreateImageResponse);

export interface DeleteImageRequest {
  name: string;
  sync: boolean;
  target: Descriptor | null;
}
export const DeleteImageRequest: Codec<DeleteImageRequest> = codec("containerd.services.images.v1.DeleteImageRequest", () => root.containerd.services.images.v1.DeleteImageRequest);

export interface GetImageRequest {
  name: string;
}
export const GetImageRequest: Codec<GetImageRequest> = codec("containerd.services.images.v1.GetImageRequest", () => root.containerd.services.images.v1.GetImageRequest);

export interface GetImageResponse {
  image: Image | null;
}
export const GetImageResponse: Codec<GetImageResponse> = codec("containerd.services.images.v1.GetImageResponse", () => root.containerd.services.images.v1.GetImageResponse);

export interface Image {
  name: string;
  labels: Record<string, string>;
  target: Descriptor | null;
  createdAt: Timestamp | null;
  updatedAt: Timestamp | null;
}
export const Image: Codec<Image> = codec("containerd.services.images.v1.Image", () => root.containerd.services.images.v1.Image);

export interface ImageCreate {
  name: string;
  labels: Record<string, string>;
}
export const ImageCreate: Codec<ImageCreate> = codec("containerd.services.images.v1.ImageCreate", () => root.containerd.services.images.v1.ImageCreate);

export interface ImageDelete {
  name: string;
}
export const ImageDelete: Codec<ImageDelete> = codec("containerd.services.images.v1.ImageDelete", () => root.containerd.services.images.v1.ImageDelete);

export interface ImageUpdate {
  name: string;
  labels: Record<string, string>;
}
export const ImageUpdate: Codec<ImageUpdate> = codec("containerd.services.images.v1.ImageUpdate", () => root.containerd.services.images.v1.ImageUpdate);

export interface ListImagesRequest {
  filters: string[];
}
export const ListImagesRequest: Codec<ListImagesRequest> = codec("containerd.services.images.v1.ListImagesRequest", () => root.containerd.services.images.v1.ListImagesRequest);

export interface ListImagesResponse {
  images: Image[];
}
export const ListImagesResponse: Codec<ListImagesResponse> = codec("containerd.services.images.v1.ListImagesResponse", () => root.containerd.services.images.v1.ListImagesResponse);

export interface UpdateImageRequest {
  image: Image | null;
  updateMask: FieldMask | null;
  sourceDateEpoch: Timestamp | null;
}
export const UpdateImageRequest: Codec<UpdateImageRequest> = codec("containerd.services.images.v1.UpdateImageRequest", () => root.containerd.services.images.v1.UpdateImageRequest);

export interface UpdateImageResponse {
  image: Image | null;
}
export const UpdateImageResponse: Codec<UpdateImageResponse> = codec("containerd.services.images.v1.UpdateImageResponse", () => root.containerd.services.images.v1.UpdateImageResponse);

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

export interface Timestamp {
  seconds: number;
  nanos: number;
}
export const Timestamp: Codec<Timestamp> = codec("google.protobuf.Timestamp", () => root.google.protobuf.Timestamp);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = codec("google.protobuf.Empty", () => root.google.protobuf.Empty);

export interface FieldMask {
  paths: string[];
}
export const FieldMask: Codec<FieldMask> = codec("google.protobuf.FieldMask", () => root.google.protobuf.FieldMask);

export const ImagesService = {
  name: "containerd.services.images.v1.Images",
  methods: {
    create: {
      service: "containerd.services.images.v1.Images",
      name: "Create",
      kind: "unary",
      input: CreateImageRequest,
      output: CreateImageResponse,
    },
    delete: {
      service: "containerd.services.images.v1.Images",
      name: "Delete",
      kind: "unary",
      input: DeleteImageRequest,
      output: Empty,
    },
    get: {
      service: "containerd.services.images.v1.Images",
      name: "Get",
      kind: "unary",
      input: GetImageRequest,
      output: GetImageResponse,
    },
    list: {
      service: "containerd.services.images.v1.Images",
      name: "List",
      kind: "unary",
      input: ListImagesRequest,
      output: ListImagesResponse,
    },
    update: {
      service: "containerd.services.images.v1.Images",
      name: "Update",
      kind: "unary",
      input: UpdateImageRequest,
      output: UpdateImageResponse,
    },
  },
} as const satisfies Service;
