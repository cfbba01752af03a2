// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./content.pb.js";

export const WriteAction = {
  STAT: 0,
  WRITE: 1,
  COMMIT: 2,
} as const;

export interface AbortRequest {
  ref: string;
}
export const AbortRequest: Codec<AbortRequest> = codec("containerd.services.content.v1.AbortRequest", () => root.containerd.services.content.v1.AbortRequest);

export interface DeleteContentRequest {
  digest: string;
}
export const DeleteContentRequest: Codec<DeleteContentRequest> = codec("containerd.services.content.v1.DeleteContentRequest", () => root.containerd.services.content.v1.DeleteContentRequest);

export interface Info {
  digest: string;
  size: number;
  createdAt: Timestamp | null;
  updatedAt: Timestamp | null;
  labels: Record<string, string>;
}
export const Info: Codec<Info> = codec("containerd.services.content.v1.Info", () => root.containerd.services.content.v1.Info);

export interface InfoRequest {
  digest: string;
}
export const InfoRequest: Codec<InfoRequest> = codec("containerd.services.content.v1.InfoRequest", () => root.containerd.services.content.v1.InfoRequest);

export interface InfoResponse {
  info: Info | null;
}
export const InfoResponse: Codec<InfoResponse> = codec("containerd.services.content.v1.InfoResponse", () => root.containerd.services.content.v1.InfoResponse);

export interface ListContentRequest {
  filters: string[];
}
export const ListContentRequest: Codec<ListContentRequest> = codec("containerd.services.content.v1.ListContentRequest", () => root.containerd.services.content.v1.ListContentRequest);

export interface ListContentResponse {
  info: Info[];
}
export const ListContentResponse: Codec<ListContentResponse> = codec("containerd.services.content.v1.ListContentResponse", () => root.containerd.services.content.v1.ListContentResponse);

export interface ListStatusesRequest {
  filters: string[];
}
export const ListStatusesRequest: Codec<ListStatusesRequest> = codec("containerd.services.content.v1.ListStatusesRequest", () => root.containerd.services.content.v1.ListStatusesRequest);

export interface ListStatusesResponse {
  statuses: Status[];
}
export const ListStatusesResponse: Codec<ListStatusesResponse> = codec("containerd.services.content.v1.ListStatusesResponse", () => root.containerd.services.content.v1.ListStatusesResponse);

export interface ReadContentRequest {
  digest: string;
  offset: number;
  size: number;
}
export const ReadContentRequest: Codec<ReadContentRequest> = codec("containerd.services.content.v1.ReadContentRequest", () => root.containerd.services.content.v1.ReadContentRequest);

export interface ReadContentResponse {
  offset: number;
  data: Uint8Array;
}
export const ReadContentResponse: Codec<ReadContentResponse> = codec("containerd.services.content.v1.ReadContentResponse", () => root.containerd.services.content.v1.ReadContentResponse);

export interface Status {
  startedAt: Timestamp | null;
  updatedAt: Timestamp | null;
  ref: string;
  offset: number;
  total: number;
  expected: string;
}
export const Status: Codec<Status> = codec("containerd.services.content.v1.Status", () => root.containerd.services.content.v1.Status);

export interface StatusRequest {
  ref: string;
}
export const StatusRequest: Codec<StatusRequest> = codec("containerd.services.content.v1.StatusRequest", () => root.containerd.services.content.v1.StatusRequest);

export interface StatusResponse {
  status: Status | null;
}
export const StatusResponse: Codec<StatusResponse> = codec("containerd.services.content.v1.StatusResponse", () => root.containerd.services.content.v1.StatusResponse);

export interface UpdateRequest {
  info: Info | null;
  updateMask: FieldMask | null;
}
export const UpdateRequest: Codec<UpdateRequest> = codec("containerd.services.content.v1.UpdateRequest", () => root.containerd.services.content.v1.UpdateRequest);

export interface UpdateResponse {
  info: Info | null;
}
export const UpdateResponse: Codec<UpdateResponse> = codec("containerd.services.content.v1.UpdateResponse", () => root.containerd.services.content.v1.UpdateResponse);

export interface WriteContentRequest {
  action: number;
  ref: string;
  total: number;
  expected: string;
  offset: number;
  data: Uint8Array;
  labels: Record<string, string>;
}
export const WriteContentRequest: Codec<WriteContentRequest> = codec("containerd.services.content.v1.WriteContentRequest", () => root.containerd.services.content.v1.WriteContentRequest);

export interface WriteContentResponse {
  action: number;
  startedAt: Timestamp | null;
  updatedAt: Timestamp | null;
  offset: number;
  total: number;
  digest: string;
}
export const WriteContentResponse: Codec<WriteContentResponse> = codec("containerd.services.content.v1.WriteContentResponse", () => root.containerd.services.content.v1.WriteContentResponse);

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

export const ContentService = {
  name: "containerd.services.content.v1.Content",
  methods: {
    abort: {
      service: "containerd.services.content.v1.Content",
      name: "Abort",
      kind: "unary",
      input: AbortRequest,
      output: Empty,
    },
    delete: {
      service: "containerd.services.content.v1.Content",
      name: "Delete",
      kind: "unary",
      input: DeleteContentRequest,
      output: Empty,
    },
    info: {
      service: "containerd.services.content.v1.Content",
      name: "Info",
      kind: "unary",
      input: InfoRequest,
      output: InfoResponse,
    },
    list: {
      service: "containerd.services.content.v1.Content",
      name: "List",
      kind: "download",
      input: ListContentRequest,
      output: ListContentResponse,
    },
    listStatuses: {
      service: "containerd.services.content.v1.Content",
      name: "ListStatuses",
      kind: "unary",
      input: ListStatusesRequest,
      output: ListStatusesResponse,
    },
    read: {
      service: "containerd.services.content.v1.Content",
      name: "Read",
      kind: "download",
      input: ReadContentRequest,
      output: ReadContentResponse,
    },
    status: {
      service: "containerd.services.content.v1.Content",
      name: "Status",
      kind: "unary",
      input: StatusRequest,
      output: StatusResponse,
    },
    update: {
      service: "containerd.services.content.v1.Content",
      name: "Update",
      kind: "unary",
      input: UpdateRequest,
      output: UpdateResponse,
    },
    write: {
      service: "containerd.services.content.v1.Content",
      name: "Write",
      kind: "duplex",
      input: WriteContentRequest,
      output: WriteContentResponse,
    },
  },
} as const satisfies Service;
