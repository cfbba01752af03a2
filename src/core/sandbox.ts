import type { Scoped } from "../context/index.ts";
import type { Any } from "./any.ts";
import type { Labels } from "./labels.ts";
import type { Timestamp } from "./time.ts";
import type { FieldPaths } from "./update.ts";

/**
 * A sandbox's record: an environment that containers share, such as the pod of Kubernetes. Source: containerd
 * core/sandbox/store.go.
 */
export interface Sandbox {
  readonly id: string;
  readonly labels: Labels;
  /** The runtime that holds it. An empty name is allowed: a controller may need none. */
  readonly runtime: { readonly name: string; readonly options?: Any | undefined };
  readonly spec: Any | undefined;
  /** Name of the controller that runs it, e.g. `podsandbox`. */
  readonly sandboxer: string;
  readonly extensions: Readonly<Record<string, Any>>;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** A sandbox before the store has given it times. */
export type NewSandbox = Omit<Sandbox, "createdAt" | "updatedAt">;

/** Records of sandboxes. They are roots: a collection keeps what their `containerd.io/gc.ref.*` labels name. */
export interface SandboxStore {
  /** Not found: `bucket "x"`, which are containerd's words for a sandbox. */
  get(ctx: Scoped, id: string): Promise<Sandbox>;
  /** All that match one of the filters, over `id` and `labels`; without filters, all. */
  list(ctx: Scoped, filters?: readonly string[]): Promise<Sandbox[]>;
  /** Already exists: `sandbox bucket "x" already exists`. */
  create(ctx: Scoped, sandbox: NewSandbox): Promise<Sandbox>;
  /** Paths: `labels[.K]`, `extensions[.K]`, `runtime`, `spec`. Without paths all of these are replaced. */
  update(ctx: Scoped, sandbox: NewSandbox, paths?: FieldPaths): Promise<Sandbox>;
  /** Not found: `failed to delete sandbox "x"`. */
  delete(ctx: Scoped, id: string): Promise<void>;
}
