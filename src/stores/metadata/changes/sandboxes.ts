import { checkIdentifier } from "../../../core/identifier.ts";
import type { NewSandbox, Sandbox } from "../../../core/sandbox.ts";
import type { FieldPaths } from "../../../core/update.ts";
import { alreadyExists, invalidArgument, notFound } from "../../../errors/index.ts";
import { checkLabelsOf, maskFields, prefixed, withoutEmpty } from "../mask.ts";
import { sandboxOf } from "../sandboxes.ts";
import type { ObjectState, Scope, Transaction } from "../transaction.ts";

interface SandboxChange extends Scope {
  readonly sandbox: NewSandbox;
}

type Mutable = Pick<Sandbox, "labels" | "extensions" | "runtime" | "spec">;

export function createSandbox(tx: Transaction, { sandbox, namespace }: SandboxChange): Sandbox {
  const { id } = sandbox;
  prefixed("failed to validate sandbox", () => check(sandbox));
  if (tx.has(namespace, "sandbox", id)) {
    throw alreadyExists(`sandbox bucket "${id}" already exists`);
  }
  const labels = withoutEmpty(sandbox.labels);
  const created: Sandbox = { ...sandbox, labels, createdAt: tx.time, updatedAt: tx.time };
  tx.insert(namespace, "sandbox", id, stateOf(created));
  return created;
}

export function updateSandbox(tx: Transaction, args: SandboxChange & { paths: FieldPaths }): Sandbox {
  const { sandbox, namespace, paths } = args;
  const stored = tx.get(namespace, "sandbox", sandbox.id);
  if (stored === undefined) {
    throw notFound(`bucket "${sandbox.id}"`);
  }
  const current = sandboxOf(stored);
  if (paths.length === 0 && current.runtime.name !== sandbox.runtime.name) {
    throw invalidArgument("sandbox.Runtime.Name field is immutable");
  }
  const masked = { ...current, ...mask(current, sandbox, paths), updatedAt: tx.time };
  prefixed("failed to validate sandbox", () => check(masked));
  const updated = { ...masked, labels: withoutEmpty(masked.labels) };
  tx.replace(stored.id, namespace, "sandbox", stateOf(updated));
  return updated;
}

export function deleteSandbox(tx: Transaction, { namespace, id }: Scope & { id: string }): void {
  const object = tx.idOf(namespace, "sandbox", id);
  if (object === undefined) {
    throw notFound(`failed to delete sandbox "${id}"`);
  }
  tx.remove(object);
}

/** The fields that an update may change, by their paths in a mask. */
const maskable: Readonly<Record<string, keyof Mutable>> = {
  labels: "labels",
  extensions: "extensions",
  runtime: "runtime",
  spec: "spec",
};

function mask(current: Mutable, given: NewSandbox, paths: FieldPaths): Mutable {
  return maskFields<Mutable>(current, given, paths, maskable, (path) =>
    invalidArgument(`cannot update "${path}" field on sandbox "${given.id}"`),
  );
}

function check(sandbox: NewSandbox): void {
  prefixed("invalid sandbox ID", () => checkIdentifier(sandbox.id));
  if (Object.hasOwn(sandbox.extensions, "")) {
    throw invalidArgument("sandbox.Extensions keys must not be zero-length");
  }
  checkLabelsOf("sandbox.Labels", sandbox.labels);
}

function stateOf({ id: _id, labels, runtime, ...others }: Sandbox): ObjectState<"sandbox"> {
  return { labels, record: { ...others, runtime: runtime.name, runtimeOptions: runtime.options } };
}
