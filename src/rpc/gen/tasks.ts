// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./tasks.pb.js";

export interface CheckpointTaskRequest {
  containerId: string;
  parentCheckpoint: string;
  options: Any | null;
}
export const CheckpointTaskRequest: Codec<CheckpointTaskRequest> = codec("containerd.services.tasks.v1.CheckpointTaskRequest", () => root.containerd.services.tasks.v1.CheckpointTaskRequest);

export interface CheckpointTaskResponse {
  descriptors: Descriptor[];
}
export const CheckpointTaskResponse: Codec<CheckpointTaskResponse> = codec("containerd.services.tasks.v1.CheckpointTaskResponse", () => root.containerd.services.tasks.v1.CheckpointTaskResponse);

export interface CloseIORequest {
  containerId: string;
  execId: string;
  stdin: boolean;
}
export const CloseIORequest: Codec<CloseIORequest> = codec("containerd.services.tasks.v1.CloseIORequest", () => root.containerd.services.tasks.v1.CloseIORequest);

export interface CreateTaskRequest {
  containerId: string;
  rootfs: Mount[];
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
  checkpoint: Descriptor | null;
  options: Any | null;
  runtimePath: string;
  taskApiAddress: string;
  taskApiVersion: number;
}
export const CreateTaskRequest: Codec<CreateTaskRequest> = codec("containerd.services.tasks.v1.CreateTaskRequest", () => root.containerd.services.tasks.v1.CreateTaskRequest);

export interface CreateTaskResponse {
  containerId: string;
  pid: number;
}
export const CreateTaskResponse: Codec<CreateTaskResponse> = codec("containerd.services.tasks.v1.CreateTaskResponse", () => root.containerd.services.tasks.v1.CreateTaskResponse);

export interface DeleteProcessRequest {
  containerId: string;
  execId: string;
}
export const DeleteProcessRequest: Codec<DeleteProcessRequest> = codec("containerd.services.tasks.v1.DeleteProcessRequest", () => root.containerd.services.tasks.v1.DeleteProcessRequest);

export interface DeleteResponse {
  id: string;
  pid: number;
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const DeleteResponse: Codec<DeleteResponse> = codec("containerd.services.tasks.v1.DeleteResponse", () => root.containerd.services.tasks.v1.DeleteResponse);

export interface DeleteTaskRequest {
  containerId: string;
}
export const DeleteTaskRequest: Codec<DeleteTaskRequest> = codec("containerd.services.tasks.v1.DeleteTaskRequest", () => root.containerd.services.tasks.v1.DeleteTaskRequest);

export interface ExecProcessRequest {
  containerId: string;
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
  spec: Any | null;
  execId: string;
}
export const ExecProcessRequest: Codec<ExecProcessRequest> = codec("containerd.services.tasks.v1.ExecProcessRequest", () => root.containerd.services.tasks.v1.ExecProcessRequest);

export interface GetRequest {
  containerId: string;
  execId: string;
}
export const GetRequest: Codec<GetRequest> = codec("containerd.services.tasks.v1.GetRequest", () => root.containerd.services.tasks.v1.GetRequest);

export interface GetResponse {
  process: Process | null;
}
export const GetResponse: Codec<GetResponse> = codec("containerd.services.tasks.v1.GetResponse", () => root.containerd.services.tasks.v1.GetResponse);

export interface KillRequest {
  containerId: string;
  execId: string;
  signal: number;
  all: boolean;
}
export const KillRequest: Codec<KillRequest> = codec("containerd.services.tasks.v1.KillRequest", () => root.containerd.services.tasks.v1.KillRequest);

export interface ListPidsRequest {
  containerId: string;
}
export const ListPidsRequest: Codec<ListPidsRequest> = codec("containerd.services.tasks.v1.ListPidsRequest", () => root.containerd.services.tasks.v1.ListPidsRequest);

export interface ListPidsResponse {
  processes: ProcessInfo[];
}
export const ListPidsResponse: Codec<ListPidsResponse> = codec("containerd.services.tasks.v1.ListPidsResponse", () => root.containerd.services.tasks.v1.ListPidsResponse);

export interface ListTasksRequest {
  filter: string;
}
export const ListTasksRequest: Codec<ListTasksRequest> = codec("containerd.services.tasks.v1.ListTasksRequest", () => root.containerd.services.tasks.v1.ListTasksRequest);

export interface ListTasksResponse {
  tasks: Process[];
}
export const ListTasksResponse: Codec<ListTasksResponse> = codec("containerd.services.tasks.v1.ListTasksResponse", () => root.containerd.services.tasks.v1.ListTasksResponse);

export interface MetricsRequest {
  filters: string[];
}
export const MetricsRequest: Codec<MetricsRequest> = codec("containerd.services.tasks.v1.MetricsRequest", () => root.containerd.services.tasks.v1.MetricsRequest);

export interface MetricsResponse {
  metrics: Metric[];
}
export const MetricsResponse: Codec<MetricsResponse> = codec("containerd.services.tasks.v1.MetricsResponse", () => root.containerd.services.tasks.v1.MetricsResponse);

export interface PauseTaskRequest {
  containerId: string;
}
export const PauseTaskRequest: Codec<PauseTaskRequest> = codec("containerd.services.tasks.v1.PauseTaskRequest", () => root.containerd.services.tasks.v1.PauseTaskRequest);

export interface ResizePtyRequest {
  containerId: string;
  execId: string;
  width: number;
  height: number;
}
export const ResizePtyRequest: Codec<ResizePtyRequest> = codec("containerd.services.tasks.v1.ResizePtyRequest", () => root.containerd.services.tasks.v1.ResizePtyRequest);

export interface ResumeTaskRequest {
  containerId: string;
}
export const ResumeTaskRequest: Codec<ResumeTaskRequest> = codec("containerd.services.tasks.v1.ResumeTaskRequest", () => root.containerd.services.tasks.v1.ResumeTaskRequest);

export interface StartRequest {
  containerId: string;
  execId: string;
}
export const StartRequest: Codec<StartRequest> = codec("containerd.services.tasks.v1.StartRequest", () => root.containerd.services.tasks.v1.StartRequest);

export interface StartResponse {
  pid: number;
}
export const StartResponse: Codec<StartResponse> = codec("containerd.services.tasks.v1.StartResponse", () => root.containerd.services.tasks.v1.StartResponse);

export interface UpdateTaskRequest {
  containerId: string;
  resources: Any | null;
  annotations: Record<string, string>;
}
export const UpdateTaskRequest: Codec<UpdateTaskRequest> = codec("containerd.services.tasks.v1.UpdateTaskRequest", () => root.containerd.services.tasks.v1.UpdateTaskRequest);

export interface WaitRequest {
  containerId: string;
  execId: string;
}
export const WaitRequest: Codec<WaitRequest> = codec("containerd.services.tasks.v1.WaitRequest", () => root.containerd.services.tasks.v1.WaitRequest);

export interface WaitResponse {
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const WaitResponse: Codec<WaitResponse> = codec("containerd.services.tasks.v1.WaitResponse", () => root.containerd.services.tasks.v1.WaitResponse);

export type ExecProcessResponse = Record<never, never>;
export const ExecProcessResponse: Codec<ExecProcessResponse> = codec("containerd.services.tasks.v1.ExecProcessResponse", () => root.containerd.services.tasks.v1.ExecProcessResponse);

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

export const Status = {
  UNKNOWN: 0,
  CREATED: 1,
  RUNNING: 2,
  STOPPED: 3,
  PAUSED: 4,
  PAUSING: 5,
} as const;

export interface Process {
  containerId: string;
  id: string;
  pid: number;
  status: number;
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const Process: Codec<Process> = codec("containerd.v1.types.Process", () => root.containerd.v1.types.Process);

export interface ProcessInfo {
  pid: number;
  info: Any | null;
}
export const ProcessInfo: Codec<ProcessInfo> = codec("containerd.v1.types.ProcessInfo", () => root.containerd.v1.types.ProcessInfo);

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

export const TasksService = {
  name: "containerd.services.tasks.v1.Tasks",
  methods: {
    checkpoint: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Checkpoint",
      kind: "unary",
      input: CheckpointTaskRequest,
      output: CheckpointTaskResponse,
    },
    closeIO: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "CloseIO",
      kind: "unary",
      input: CloseIORequest,
      output: Empty,
    },
    create: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Create",
      kind: "unary",
      input: CreateTaskRequest,
      output: CreateTaskResponse,
    },
    delete: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Delete",
      kind: "unary",
      input: DeleteTaskRequest,
      output: DeleteResponse,
    },
    deleteProcess: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "DeleteProcess",
      kind: "unary",
      input: DeleteProcessRequest,
      output: DeleteResponse,
    },
    exec: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Exec",
      kind: "unary",
      input: ExecProcessRequest,
      output: Empty,
    },
    get: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Get",
      kind: "unary",
      input: GetRequest,
      output: GetResponse,
    },
    kill: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Kill",
      kind: "unary",
      input: KillRequest,
      output: Empty,
    },
    list: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "List",
      kind: "unary",
      input: ListTasksRequest,
      output: ListTasksResponse,
    },
    listPids: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "ListPids",
      kind: "unary",
      input: ListPidsRequest,
      output: ListPidsResponse,
    },
    metrics: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Metrics",
      kind: "unary",
      input: MetricsRequest,
      output: MetricsResponse,
    },
    pause: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Pause",
      kind: "unary",
      input: PauseTaskRequest,
      output: Empty,
    },
    resizePty: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "ResizePty",
      kind: "unary",
      input: ResizePtyRequest,
      output: Empty,
    },
    resume: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Resume",
      kind: "unary",
      input: ResumeTaskRequest,
      output: Empty,
    },
    start: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Start",
      kind: "unary",
      input: StartRequest,
      output: StartResponse,
    },
    update: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Update",
      kind: "unary",
      input: UpdateTaskRequest,
      output: Empty,
    },
    wait: {
      service: "containerd.services.tasks.v1.Tasks",
      name: "Wait",
      kind: "unary",
      input: WaitRequest,
      output: WaitResponse,
    },
  },
} as const satisfies Service;
