import type { Context } from "../context/index.ts";
import type { Labels } from "./labels.ts";
import type { FieldPaths } from "./update.ts";

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

export interface NamespaceStore {
  /** An unknown name is no error: its labels are empty. */
  get(ctx: Context, name: string): Promise<Namespace>;
  list(ctx: Context): Promise<Namespace[]>;
  create(ctx: Context, namespace: Namespace): Promise<Namespace>;
  /** Paths: `labels.K` only. */
  update(ctx: Context, namespace: Namespace, paths?: FieldPaths): Promise<Namespace>;
  /** Failed precondition: `namespace "x" must be empty, but it still has images, …`. */
  delete(ctx: Context, name: string): Promise<void>;
}
