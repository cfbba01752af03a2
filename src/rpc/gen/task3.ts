// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./task3.pb.js";

export interface CheckpointTaskRequest {
  id: string;
  path: string;
  options: Any | null;
}
export const CheckpointTaskRequest: Codec<CheckpointTaskRequest> = codec("containerd.task.v3.CheckpointTaskRequest", () => root.containerd.task.v3.CheckpointTaskRequest);

export interface CloseIORequest {
  id: string;
  execId: string;
  stdin: boolean;
}
export const CloseIORequest: Codec<CloseIORequest> = codec("containerd.task.v3.CloseIORequest", () => root.containerd.task.v3.CloseIORequest);

export interface ConnectRequest {
  id: string;
}
export const ConnectRequest: Codec<ConnectRequest> = codec("containerd.task.v3.ConnectRequest", () => root.containerd.task.v3.ConnectRequest);

export interface ConnectResponse {
  shimPid: number;
  taskPid: number;
  version: string;
}
export const ConnectResponse: Codec<ConnectResponse> = codec("containerd.task.v3.ConnectResponse", () => root.containerd.task.v3.ConnectResponse);

export interface CreateTaskRequest {
  id: string;
  bundle: string;
  rootfs: Mount[];
  terminal: boolean;
  stdin: string;
  stdout: string;
  stderr: string;
  checkpoint: string;
  parentCheckpoint: string;
  options: Any | null;
}
export const CreateTaskRequest: Codec<CreateTaskRequest> = codec("containerd.task.v3.CreateTaskRequest", () => root.containerd.task.v3.CreateTaskRequest);

export interface CreateTaskResponse {
  pid: number;
}
export const CreateTaskResponse: Codec<CreateTaskResponse> = codec("containerd.task.v3.CreateTaskResponse", () => root.containerd.task.v3.CreateTaskResponse);

export interface DeleteRequest {
  id: string;
  execId: string;
}
export const DeleteRequest: Codec<DeleteRequest> = codec("containerd.task.v3.DeleteRequest", () => root.containerd.task.v3.DeleteRequest);

export interface DeleteResponse {
  pid: number;
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const DeleteResponse: Codec<DeleteResponse> = codec("containerd.task.v3.DeleteResponse", () => root.containerd.task.v3.DeleteResponse);

export interface ExecProcessRequest {
  id: string;
  execId: string;
  terminal: boolean;
  stdin: string;
  stdout: string;
  stderr: string;
  spec: Any | null;
}
export const ExecProcessRequest: Codec<ExecProcessRequest> = codec("containerd.task.v3.ExecProcessRequest", () => root.containerd.task.v3.ExecProcessRequest);

export interface KillRequest {
  id: string;
  execId: string;
  signal: number;
  all: boolean;
}
export const KillRequest: Codec<KillRequest> = codec("containerd.task.v3.KillRequest", () => root.containerd.task.v3.KillRequest);

export interface PauseRequest {
  id: string;
}
export const PauseRequest: Codec<PauseRequest> = codec("containerd.task.v3.PauseRequest", () => root.containerd.task.v3.PauseRequest);

export interface PidsRequest {
  id: string;
}
export const PidsRequest: Codec<PidsRequest> = codec("containerd.task.v3.PidsRequest", () => root.containerd.task.v3.PidsRequest);

export interface PidsResponse {
  processes: ProcessInfo[];
}
export const PidsResponse: Codec<PidsResponse> = codec("containerd.task.v3.PidsResponse", () => root.containerd.task.v3.PidsResponse);

export interface ResizePtyRequest {
  id: string;
  execId: string;
  width: number;
  height: number;
}
export const ResizePtyRequest: Codec<ResizePtyRequest> = codec("containerd.task.v3.ResizePtyRequest", () => root.containerd.task.v3.ResizePtyRequest);

export interface ResumeRequest {
  id: string;
}
export const ResumeRequest: Codec<ResumeRequest> = codec("containerd.task.v3.ResumeRequest", () => root.containerd.task.v3.ResumeRequest);

export interface ShutdownRequest {
  id: string;
  now: boolean;
}
export const ShutdownRequest: Codec<ShutdownRequest> = codec("containerd.task.v3.ShutdownRequest", () => root.containerd.task.v3.ShutdownRequest);

export interface StartRequest {
  id: string;
  execId: string;
}
export const StartRequest: Codec<StartRequest> = codec("containerd.task.v3.StartRequest", () => root.containerd.task.v3.StartRequest);

export interface StartResponse {
  pid: number;
}
export const StartResponse: Codec<StartResponse> = codec("containerd.task.v3.StartResponse", () => root.containerd.task.v3.StartResponse);

export interface StateRequest {
  id: string;
  execId: string;
}
export const StateRequest: Codec<StateRequest> = codec("containerd.task.v3.StateRequest", () => root.containerd.task.v3.StateRequest);

export interface StateResponse {
  id: string;
  bundle: string;
  pid: number;
  status: number;
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
  exitStatus: number;
  exitedAt: Timestamp | null;
  execId: string;
}
export const StateResponse: Codec<StateResponse> = codec("containerd.task.v3.StateResponse", () => root.containerd.task.v3.StateResponse);

export interface StatsRequest {
  id: string;
}
export const StatsRequest: Codec<StatsRequest> = codec("containerd.task.v3.StatsRequest", () => root.containerd.task.v3.StatsRequest);

export interface StatsResponse {
  stats: Any | null;
}
export const StatsResponse: Codec<StatsResponse> = codec("containerd.task.v3.StatsResponse", () => root.containerd.task.v3.StatsResponse);

export interface UpdateTaskRequest {
  id: string;
  resources: Any | null;
  annotations: Record<string, string>;
}
export const UpdateTaskRequest: Codec<UpdateTaskRequest> = codec("containerd.task.v3.UpdateTaskRequest", () => root.containerd.task.v3.UpdateTaskRequest);

export interface WaitRequest {
  id: string;
  execId: string;
}
export const WaitRequest: Codec<WaitRequest> = codec("containerd.task.v3.WaitRequest", () => root.containerd.task.v3.WaitRequest);

export interface WaitResponse {
  exitStatus: number;
  exitedAt: Timestamp | null;
}
export const WaitResponse: Codec<WaitResponse> = codec("containerd.task.v3.WaitResponse", () => root.containerd.task.v3.WaitResponse);

export type ExecProcessResponse = Record<never, never>;
export const ExecProcessResponse: Codec<ExecProcessResponse> = codec("containerd.task.v3.ExecProcessResponse", () => root.containerd.task.v3.ExecProcessResponse);

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

export const TaskService = {
  name: "containerd.task.v3.Task",
  methods: {
    checkpoint: {
      service: "containerd.task.v3.Task",
      name: "Checkpoint",
      kind: "unary",
      input: CheckpointTaskRequest,
      output: Empty,
    },
    closeIO: {
      service: "containerd.task.v3.Task",
      name: "CloseIO",
      kind: "unary",
      input: CloseIORequest,
      output: Empty,
    },
    connect: {
      service: "containerd.task.v3.Task",
      name: "Connect",
      kind: "unary",
      input: ConnectRequest,
      output: ConnectResponse,
    },
    create: {
      service: "containerd.task.v3.Task",
      name: "Create",
      kind: "unary",
      input: CreateTaskRequest,
      output: CreateTaskResponse,
    },
    delete: {
      service: "containerd.task.v3.Task",
      name: "Delete",
      kind: "unary",
      input: DeleteRequest,
      output: DeleteResponse,
    },
    exec: {
      service: "containerd.task.v3.Task",
      name: "Exec",
      kind: "unary",
      input: ExecProcessRequest,
      output: Empty,
    },
    kill: {
      service: "containerd.task.v3.Task",
      name: "Kill",
      kind: "unary",
      input: KillRequest,
      output: Empty,
    },
    pause: {
      service: "containerd.task.v3.Task",
      name: "Pause",
      kind: "unary",
      input: PauseRequest,
      output: Empty,
    },
    pids: {
      service: "containerd.task.v3.Task",
      name: "Pids",
      kind: "unary",
      input: PidsRequest,
      output: PidsResponse,
    },
    resizePty: {
      service: "containerd.task.v3.Task",
      name: "ResizePty",
      kind: "unary",
      input: ResizePtyRequest,
      output: Empty,
    },
    resume: {
      service: "containerd.task.v3.Task",
      name: "Resume",
      kind: "unary",
      input: ResumeRequest,
      output: Empty,
    },
    shutdown: {
      service: "containerd.task.v3.Task",
      name: "Shutdown",
      kind: "unary",
      input: ShutdownRequest,
      output: Empty,
    },
    start: {
      service: "containerd.task.v3.Task",
      name: "Start",
      kind: "unary",
      input: StartRequest,
      output: StartResponse,
    },
    state: {
      service: "containerd.task.v3.Task",
      name: "State",
      kind: "unary",
      input: StateRequest,
      output: StateResponse,
    },
    stats: {
      service: "containerd.task.v3.Task",
      name: "Stats",
      kind: "unary",
      input: StatsRequest,
      output: StatsResponse,
    },
    update: {
      service: "containerd.task.v3.Task",
      name: "Update",
      kind: "unary",
      input: UpdateTaskRequest,
      output: Empty,
    },
    wait: {
      service: "containerd.task.v3.Task",
      name: "Wait",
      kind: "unary",
      input: WaitRequest,
      output: WaitResponse,
    },
  },
} as const satisfies Service;
