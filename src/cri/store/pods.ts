// The pods that CRI knows: kept in memory for kubelet's many questions, and as records of sandboxes in the metadata.
// Source: containerd internal/cri/store/sandbox.

import type { Scoped } from "../../context/index.ts";
import { Limiter } from "../../context/limiter.ts";
import { jsonAny } from "../../core/any.ts";
import type { NewSandbox, Sandbox, SandboxStore } from "../../core/sandbox.ts";
import { invalidArgument, isKind } from "../../errors/index.ts";
import { PodSandboxConfig } from "../../rpc/gen/cri.ts";
import { fromGoJson, toGoJson } from "../go-json.ts";
import { IdIndex } from "./id-index.ts";
import { NameIndex, podName } from "./names.ts";

/**
 * `ready`: its containers may run. `stopped`: nothing of it runs, and its network is gone. `unknown`: it is being made, or a
 * part of it could not be taken down.
 */
export type PodState = "ready" | "stopped" | "unknown";

/** `pause`: a process that does nothing holds the namespaces of the pod; `namespaces`: files that they are bound to. */
export type HoldKind = "pause" | "namespaces";

/** What is remembered of a pod over a restart. */
export interface PodRecord {
  readonly id: string;
  readonly name: string;
  readonly config: PodSandboxConfig;
  /** Name of the runtime handler; empty for the default one. */
  readonly runtimeHandler: string;
  readonly hold: HoldKind;
  /** Path of its network namespace; empty in the host's network. */
  readonly netns: string;
  /** Of its network interfaces, the primary one first. */
  readonly ips: readonly string[];
  /** What the CNI plugins answered. */
  readonly cniResult: unknown;
  readonly processLabel: string;
}

export class Pod {
  record: PodRecord;
  state: PodState;
  /** Nanoseconds since the epoch. */
  readonly createdAt: bigint;
  /** Of the pause process; 0 without one. */
  pid = 0;
  /** From the first attempt to stop it on: no container of it is made or started any more. */
  isStopping = false;
  /** Whether plugins of the node were told that it is stopped. */
  isEndTold = false;
  /** One of the calls that change a pod at a time. */
  readonly lock = new Limiter(1);

  constructor(record: PodRecord, state: PodState, createdAt: bigint) {
    this.record = record;
    this.state = state;
    this.createdAt = createdAt;
  }

  get id(): string {
    return this.record.id;
  }

  /** Whether containers of it may be made and started. */
  get isOpen(): boolean {
    return this.state === "ready" && !this.isStopping;
  }

  get config(): PodSandboxConfig {
    return this.record.config;
  }
}

const metadataType = "github.com/containerd/cri/pkg/store/sandbox/Metadata";
/** Key of the extension, as containerd has it. */
const extension = "metadata";
const controller = "podsandbox";

export class Pods {
  readonly names = new NameIndex();
  readonly index = new IdIndex<Pod>("sandbox");
  readonly #sandboxes: SandboxStore;

  constructor(sandboxes: SandboxStore) {
    this.#sandboxes = sandboxes;
  }

  /** Makes the record: from now on a restart finds the pod. */
  async create(ctx: Scoped, pod: Pod, runtime: NewSandbox["runtime"]): Promise<void> {
    await this.#sandboxes.create(ctx, sandboxOf(pod.record, runtime));
  }

  /** Changes the record, and then the pod. */
  async update(ctx: Scoped, pod: Pod, change: Partial<PodRecord>): Promise<void> {
    const record = { ...pod.record, ...change };
    await this.#sandboxes.update(ctx, sandboxOf(record, { name: "" }), ["extensions"]);
    pod.record = record;
  }

  /** Forgets the pod, also when its record was gone before, and frees its name. */
  async delete(ctx: Scoped, pod: Pod): Promise<void> {
    await this.#sandboxes.delete(ctx, pod.id).catch(ignoreMissing);
    this.index.remove(pod.id);
    this.names.release(pod.record.name, pod.id);
  }

  /**
   * Takes in the pods of an earlier daemon. What is no pod of CRI, and what cannot be read, is given to `skipped`, and stays as it
   * is. The state of each is unknown until somebody has looked.
   */
  async load(ctx: Scoped, skipped: (id: string, reason: unknown) => void): Promise<Pod[]> {
    const loaded: Pod[] = [];
    for (const sandbox of await this.#sandboxes.list(ctx)) {
      try {
        const pod = podOf(sandbox);
        this.names.reserve(pod.record.name, pod.id);
        this.index.add(pod);
        loaded.push(pod);
      } catch (error) {
        skipped(sandbox.id, error);
      }
    }
    return loaded;
  }
}

/** The record as containerd writes it, for JSON.stringify. */
export function podRecordJson(record: PodRecord): object {
  const [ip = "", ...additional] = record.ips;
  const metadata = {
    ID: record.id,
    Name: record.name,
    Config: toGoJson(record.config),
    NetNSPath: record.netns,
    IP: ip,
    AdditionalIPs: additional.length === 0 ? null : additional,
    RuntimeHandler: record.runtimeHandler,
    CNIResult: record.cniResult ?? null,
    ProcessLabel: record.processLabel,
    // containerd has no such field, and holds all pods by a process.
    ...(record.hold === "pause" ? {} : { Hold: record.hold }),
  };
  return { Version: "v1", Metadata: metadata };
}

function sandboxOf(record: PodRecord, runtime: NewSandbox["runtime"]): NewSandbox {
  return {
    id: record.id,
    labels: { name: record.name },
    runtime,
    spec: undefined,
    sandboxer: controller,
    extensions: { [extension]: jsonAny(metadataType, podRecordJson(record)) },
  };
}

function podOf(sandbox: Sandbox): Pod {
  const metadata = readMetadata(sandbox.extensions[extension]?.value, metadataType);
  const config = PodSandboxConfig.decode(PodSandboxConfig.encode(fromGoJson(metadata.Config) as object));
  if (config.metadata === null) {
    throw invalidArgument(`record of pod ${sandbox.id} has no metadata`);
  }
  const { seconds, nanos } = sandbox.createdAt;
  const record: PodRecord = {
    id: sandbox.id,
    name: podName(config.metadata),
    config,
    runtimeHandler: textOf(metadata.RuntimeHandler),
    hold: metadata.Hold === "namespaces" ? "namespaces" : "pause",
    netns: textOf(metadata.NetNSPath),
    ips: [metadata.IP, ...listOf(metadata.AdditionalIPs)].map(textOf).filter((ip) => ip !== ""),
    cniResult: metadata.CNIResult,
    processLabel: textOf(metadata.ProcessLabel),
  };
  return new Pod(record, "unknown", BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
}

function ignoreMissing(error: unknown): void {
  if (!isKind(error, "not found")) {
    throw error;
  }
}

/** The fields of a `{ Version: "v1", Metadata: … }` that containerd or tsrt wrote. */
export function readMetadata(bytes: Uint8Array | undefined, what: string): Record<string, unknown> {
  const json: unknown = bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  const { Version, Metadata } = (json ?? {}) as { Version?: unknown; Metadata?: unknown };
  if (Version !== "v1" || typeof Metadata !== "object" || Metadata === null) {
    throw invalidArgument(`no record of type ${what} in version v1`);
  }
  return Metadata as Record<string, unknown>;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
