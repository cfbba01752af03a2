import type { Context } from "../context/index.ts";
import type { Labels } from "./labels.ts";
import type { FieldPaths } from "./update.ts";

/** Clients in different namespaces do not see each other's objects. Source: containerd pkg/namespaces. */
export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

/** The namespaces. The first object that is made in one makes the namespace, too. */
export interface NamespaceStore {
  /** A name that is not known is no error: its labels are empty. */
  get(ctx: Context, name: string): Promise<Namespace>;
  list(ctx: Context): Promise<Namespace[]>;
  /** Already exists: `namespace "x"`. Invalid argument: a name that is no identifier. */
  create(ctx: Context, namespace: Namespace): Promise<Namespace>;
  /** Makes the namespace when there is none. Paths: `labels.K`. */
  update(ctx: Context, namespace: Namespace, paths?: FieldPaths): Promise<Namespace>;
  /** Not found: `namespace "x"`. Failed precondition: `namespace "x" must be empty, but it still has images, …`. */
  delete(ctx: Context, name: string): Promise<void>;
}
