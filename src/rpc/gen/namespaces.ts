// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./namespaces.pb.js";

export interface CreateNamespaceRequest {
  namespace: Namespace | null;
}
export const CreateNamespaceRequest: Codec<CreateNamespaceRequest> = codec("containerd.services.namespaces.v1.CreateNamespaceRequest", () => root.containerd.services.namespaces.v1.CreateNamespaceRequest);

export interface CreateNamespaceResponse {
  namespace: Namespace | null;
}
export const CreateNamespaceResponse: Codec<CreateNamespaceResponse> = codec("containerd.services.namespaces.v1.CreateNamespaceResponse", () => root.containerd.services.namespaces.v1.CreateNamespaceResponse);

export interface DeleteNamespaceRequest {
  name: string;
}
export const DeleteNamespaceRequest: Codec<DeleteNamespaceRequest> = codec("containerd.services.namespaces.v1.DeleteNamespaceRequest", () => root.containerd.services.namespaces.v1.DeleteNamespaceRequest);

export interface GetNamespaceRequest {
  name: string;
}
export const GetNamespaceRequest: Codec<GetNamespaceRequest> = codec("containerd.services.namespaces.v1.GetNamespaceRequest", () => root.containerd.services.namespaces.v1.GetNamespaceRequest);

export interface GetNamespaceResponse {
  namespace: Namespace | null;
}
export const GetNamespaceResponse: Codec<GetNamespaceResponse> = codec("containerd.services.namespaces.v1.GetNamespaceResponse", () => root.containerd.services.namespaces.v1.GetNamespaceResponse);

export interface ListNamespacesRequest {
  filter: string;
}
export const ListNamespacesRequest: Codec<ListNamespacesRequest> = codec("containerd.services.namespaces.v1.ListNamespacesRequest", () => root.containerd.services.namespaces.v1.ListNamespacesRequest);

export interface ListNamespacesResponse {
  namespaces: Namespace[];
}
export const ListNamespacesResponse: Codec<ListNamespacesResponse> = codec("containerd.services.namespaces.v1.ListNamespacesResponse", () => root.containerd.services.namespaces.v1.ListNamespacesResponse);

export interface Namespace {
  name: string;
  labels: Record<string, string>;
}
export const Namespace: Codec<Namespace> = codec("containerd.services.namespaces.v1.Namespace", () => root.containerd.services.namespaces.v1.Namespace);

export interface UpdateNamespaceRequest {
  namespace: Namespace | null;
  updateMask: FieldMask | null;
}
export const UpdateNamespaceRequest: Codec<UpdateNamespaceRequest> = codec("containerd.services.namespaces.v1.UpdateNamespaceRequest", () => root.containerd.services.namespaces.v1.UpdateNamespaceRequest);

export interface UpdateNamespaceResponse {
  namespace: Namespace | null;
}
export const UpdateNamespaceResponse: Codec<UpdateNamespaceResponse> = codec("containerd.services.namespaces.v1.UpdateNamespaceResponse", () => root.containerd.services.namespaces.v1.UpdateNamespaceResponse);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = codec("google.protobuf.Empty", () => root.google.protobuf.Empty);

export interface FieldMask {
  paths: string[];
}
export const FieldMask: Codec<FieldMask> = codec("google.protobuf.FieldMask", () => root.google.protobuf.FieldMask);

export const NamespacesService = {
  name: "containerd.services.namespaces.v1.Namespaces",
  methods: {
    create: {
      service: "containerd.services.namespaces.v1.Namespaces",
      name: "Create",
      kind: "unary",
      input: CreateNamespaceRequest,
      output: CreateNamespaceResponse,
    },
    delete: {
      service: "containerd.services.namespaces.v1.Namespaces",
      name: "Delete",
      kind: "unary",
      input: DeleteNamespaceRequest,
      output: Empty,
    },
    get: {
      service: "containerd.services.namespaces.v1.Namespaces",
      name: "Get",
      kind: "unary",
      input: GetNamespaceRequest,
      output: GetNamespaceResponse,
    },
    list: {
      service: "containerd.services.namespaces.v1.Namespaces",
      name: "List",
      kind: "unary",
      input: ListNamespacesRequest,
      output: ListNamespacesResponse,
    },
    update: {
      service: "containerd.services.namespaces.v1.Namespaces",
      name: "Update",
      kind: "unary",
      input: UpdateNamespaceRequest,
      output: UpdateNamespaceResponse,
    },
  },
} as const satisfies Service;
