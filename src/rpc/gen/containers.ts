// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./containers.pb.js";

export interface Container {
  id: string;
  labels: Record<string, string>;
  image: string;
  runtime: ContainerRuntime | null;
  spec: Any | null;
  snapshotter: string;
  snapshotKey: string;
  createdAt: Timestamp | null;
  updatedAt: Timestamp | null;
  extensions: Record<string, Any>;
  sandbox: string;
}
export const Container: Codec<Container> = codec("containerd.services.containers.v1.Container", () => root.containerd.services.containers.v1.Container);

export interface ContainerRuntime {
  name: string;
  options: Any | null;
}
export const ContainerRuntime: Codec<ContainerRuntime> = codec("containerd.services.containers.v1.Container.Runtime", () => root.containerd.services.containers.v1.Container.Runtime);

export interface CreateContainerRequest {
  container: Container | null;
}
export const CreateContainerRequest: Codec<CreateContainerRequest> = codec("containerd.services.containers.v1.CreateContainerRequest", () => root.containerd.services.containers.v1.CreateContainerRequest);

export interface CreateContainerResponse {
  container: Container | null;
}
export const CreateContainerResponse: Codec<CreateContainerResponse> = codec("containerd.services.containers.v1.CreateContainerResponse", () => root.containerd.services.containers.v1.CreateContainerResponse);

export interface DeleteContainerRequest {
  id: string;
}
export const DeleteContainerRequest: Codec<DeleteContainerRequest> = codec("containerd.services.containers.v1.DeleteContainerRequest", () => root.containerd.services.containers.v1.DeleteContainerRequest);

export interface GetContainerRequest {
  id: string;
}
export const GetContainerRequest: Codec<GetContainerRequest> = codec("containerd.services.containers.v1.GetContainerRequest", () => root.containerd.services.containers.v1.GetContainerRequest);

export interface GetContainerResponse {
  container: Container | null;
}
export const GetContainerResponse: Codec<GetContainerResponse> = codec("containerd.services.containers.v1.GetContainerResponse", () => root.containerd.services.containers.v1.GetContainerResponse);

export interface ListContainerMessage {
  container: Container | null;
}
export const ListContainerMessage: Codec<ListContainerMessage> = codec("containerd.services.containers.v1.ListContainerMessage", () => root.containerd.services.containers.v1.ListContainerMessage);

export interface ListContainersRequest {
  filters: string[];
}
export const ListContainersRequest: Codec<ListContainersRequest> = codec("containerd.services.containers.v1.ListContainersRequest", () => root.containerd.services.containers.v1.ListContainersRequest);

export interface ListContainersResponse {
  containers: Container[];
}
export const ListContainersResponse: Codec<ListContainersResponse> = codec("containerd.services.containers.v1.ListContainersResponse", () => root.containerd.services.containers.v1.ListContainersResponse);

export interface UpdateContainerRequest {
  container: Container | null;
  updateMask: FieldMask | null;
}
export const UpdateContainerRequest: Codec<UpdateContainerRequest> = codec("containerd.services.containers.v1.UpdateContainerRequest", () => root.containerd.services.containers.v1.UpdateContainerRequest);

export interface UpdateContainerResponse {
  container: Container | null;
}
export const UpdateContainerResponse: Codec<UpdateContainerResponse> = codec("containerd.services.containers.v1.UpdateContainerResponse", () => root.containerd.services.containers.v1.UpdateContainerResponse);

export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export const Any: Codec<Any> = codec("google.protobuf.Any", () => root.google.protobuf.Any);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = codec("google.protobuf.Empty", () => root.google.protobuf.Empty);

export interface FieldMask {
  paths: string[];
}
export const FieldMask: Codec<FieldMask> = codec("google.protobuf.FieldMask", () => root.google.protobuf.FieldMask);

export interface Timestamp {
  seconds: number;
  nanos: number;
}
export const Timestamp: Codec<Timestamp> = codec("google.protobuf.Timestamp", () => root.google.protobuf.Timestamp);

export const ContainersService = {
  name: "containerd.services.containers.v1.Containers",
  methods: {
    create: {
      service: "containerd.services.containers.v1.Containers",
      name: "Create",
      kind: "unary",
      input: CreateContainerRequest,
      output: CreateContainerResponse,
    },
    delete: {
      service: "containerd.services.containers.v1.Containers",
      name: "Delete",
      kind: "unary",
      input: DeleteContainerRequest,
      output: Empty,
    },
    get: {
      service: "containerd.services.containers.v1.Containers",
      name: "Get",
      kind: "unary",
      input: GetContainerRequest,
      output: GetContainerResponse,
    },
    list: {
      service: "containerd.services.containers.v1.Containers",
      name: "List",
      kind: "unary",
      input: ListContainersRequest,
      output: ListContainersResponse,
    },
    listStream: {
      service: "containerd.services.containers.v1.Containers",
      name: "ListStream",
      kind: "download",
      input: ListContainersRequest,
      output: ListContainerMessage,
    },
    update: {
      service: "containerd.services.containers.v1.Containers",
      name: "Update",
      kind: "unary",
      input: UpdateContainerRequest,
      output: UpdateContainerResponse,
    },
  },
} as const satisfies Service;
