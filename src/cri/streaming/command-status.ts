// How a command ended, as kubectl reads it from the error channel: a Status of Kubernetes' API. Source: k8s.io/cri-streaming
// remotecommand/status.go, exec.go.
import { messageOf } from "../../errors/index.ts";

export interface CommandStatus {
  readonly metadata: Record<string, never>;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly causes: readonly { readonly reason: string; readonly message: string }[] };
  readonly code?: number;
}

export function exitStatus(exitCode: number): CommandStatus {
  if (exitCode === 0) {
    return { metadata: {}, status: "Success" };
  }
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
  };
}

export function failureStatus(error: unknown): CommandStatus {
  return {
    metadata: {},
    status: "Failure",
    message: `Internal error occurred: error executing command in container: ${messageOf(error)}`,
    reason: "InternalError",
    code: 500,
  };
}
