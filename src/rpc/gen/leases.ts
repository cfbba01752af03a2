// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./leases.pb.js";

export interface AddResourceRequest {
  id: string;
  resource: Resource | null;
}
export const AddResourceRequest: Codec<AddResourceRequest> = codec("containerd.services.leases.v1.AddResourceRequest", () => root.containerd.services.leases.v1.AddResourceRequest);

export interface CreateRequest {
  id: string;
  labels: Record<string, string>;
}
export const CreateRequest: Codec<CreateRequest> = codec("containerd.services.leases.v1.CreateRequest", () => root.containerd.services.leases.v1.CreateRequest);

export interface CreateResponse {
  lease: Lease | null;
}
export const CreateResponse: Codec<CreateResponse> = codec("containerd.services.leases.v1.CreateResponse", () => root.containerd.services.leases.v1.CreateResponse);

export interface DeleteRequest {
  id: string;
  sync: boolean;
}
export const DeleteRequest: Codec<DeleteRequest> = codec("containerd.services.leases.v1.DeleteRequest", () => root.containerd.services.leases.v1.DeleteRequest);

export interface DeleteResourceRequest {
  id: string;
  resource: Resource | null;
}
export const DeleteResourceRequest: Codec<DeleteResourceRequest> = codec("containerd.services.leases.v1.DeleteResourceRequest", () => root.containerd.services.leases.v1.DeleteResourceRequest);

export interface Lease {
  id: string;
  createdAt: Timestamp | null;
  labels: Record<string, string>;
}
export const Lease: Codec<Lease> = codec("containerd.services.leases.v1.Lease", () => root.containerd.services.leases.v1.Lease);

export interface ListRequest {
  filters: string[];
}
export const ListRequest: Codec<ListRequest> = codec("containerd.services.leases.v1.ListRequest", () => root.containerd.services.leases.v1.ListRequest);

export interface ListResourcesRequest {
  id: string;
}
export const ListResourcesRequest: Codec<ListResourcesRequest> = codec("containerd.services.leases.v1.ListResourcesRequest", () => root.containerd.services.leases.v1.ListResourcesRequest);

export interface ListResourcesResponse {
  resources: Resource[];
}
export const ListResourcesResponse: Codec<ListResourcesResponse> = codec("containerd.services.leases.v1.ListResourcesResponse", () => root.containerd.services.leases.v1.ListResourcesResponse);

export interface ListResponse {
  leases: Lease[];
}
export const ListResponse: Codec<ListResponse> = codec("containerd.services.leases.v1.ListResponse", () => root.containerd.services.leases.v1.ListResponse);

export interface Resource {
  id: string;
  type: string;
}
export const Resource: Codec<Resource> = codec("containerd.services.leases.v1.Resource", () => root.containerd.services.leases.v1.Resource);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = codec("google.protobuf.Empty", () => root.google.protobuf.Empty);

export interface Timestamp {
  seconds: number;
  nanos: number;
}
export const Timestamp: Codec<Timestamp> = codec("google.protobuf.Timestamp", () => root.google.protobuf.Timestamp);

export const LeasesService = {
  name: "containerd.services.leases.v1.Leases",
  methods: {
    addResource: {
      service: "containerd.services.leases.v1.Leases",
      name: "AddResource",
      kind: "unary",
      input: AddResourceRequest,
      output: Empty,
    },
    create: {
      service: "containerd.services.leases.v1.Leases",
      name: "Create",
      kind: "unary",
      input: CreateRequest,
      output: CreateResponse,
    },
    delete: {
      service: "containerd.services.leases.v1.Leases",
      name: "Delete",
      kind: "unary",
      input: DeleteRequest,
      output: Empty,
    },
    deleteResource: {
      service: "containerd.services.leases.v1.Leases",
      name: "DeleteResource",
      kind: "unary",
      input: DeleteResourceRequest,
      output: Empty,
    },
    list: {
      service: "containerd.services.leases.v1.Leases",
      name: "List",
      kind: "unary",
      input: ListRequest,
      output: ListResponse,
    },
    listResources: {
      service: "containerd.services.leases.v1.Leases",
      name: "ListResources",
      kind: "unary",
      input: ListResourcesRequest,
      output: ListResourcesResponse,
    },
  },
} as const satisfies Service;
