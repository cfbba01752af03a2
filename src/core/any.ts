/**
 * A message with its type, kept byte for byte: `value` is protobuf, or JSON for the Go types that containerd registers
 * (specs, processes, resources). Source: containerd core/runtime/typeurl.go.
 */
export interface Any {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** Type URLs of JSON values that clients and shims exchange. */
export const typeUrls = {
  spec: "types.containerd.io/opencontainers/runtime-spec/1/Spec",
  process: "types.containerd.io/opencontainers/runtime-spec/1/Process",
  resources: "types.containerd.io/opencontainers/runtime-spec/1/LinuxResources",
  features: "types.containerd.io/opencontainers/runtime-spec/1/features/Features",
  runcOptions: "containerd.runc.v1.Options",
} as const;

/** A value as JSON under its type, as Go's typeurl encodes types that are no protobuf messages. */
export function jsonAny(typeUrl: string, value: unknown): Any {
  return { typeUrl, value: new TextEncoder().encode(JSON.stringify(value)) };
}

/** The full name of the message type, without the host that the URL may begin with. */
export function messageName(any: Any): string {
  return any.typeUrl.slice(any.typeUrl.lastIndexOf("/") + 1);
}
