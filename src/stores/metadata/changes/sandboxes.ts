import { checkIdentifier } from "../../../core/identifier.ts";
import type { NewSandbox, Sandbox } from "../../../core/sandbox.ts";
import type { FieldPaths } from "../../../core/update.ts";
import { alreadyExists, invalidArgument, notFound } from "../../../errors/index.ts";
import { checkLabelsOf, prefixed, withEntry, withExtension, withoutEmpty } from "../mask.ts";
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

function mask(current: Mutable, given: NewSandbox, paths: FieldPaths): Mutable {
  const { labels, extensions, runtime, spec } = current;
  const masked: { -readonly [Field in keyof Mutable]: Mutable[Field] } = {
    labels,
    extensions,
    runtime,
    spec,
  };
  for (const path of paths.length === 0 ? ["labels", "extensions", "runtime", "spec"] : paths) {
    const key = path.slice(path.indexOf(".") + 1);
    if (path.startsWith("labels.")) {
      masked.labels = withEntry(masked.labels, key, given.labels);
    } else if (path.startsWith("extensions.")) {
      masked.extensions = withExtension(masked.extensions, key, given.extensions[key]);
    } else if (path === "labels") {
      masked.labels = given.labels;
    } else if (path === "extensions") {
      masked.extensions = given.extensions;
    } else if (path === "runtime") {
      masked.runtime = given.runtime;
    } else if (path === "spec") {
      masked.spec = given.spec;
    } else {
      throw invalidArgument(`cannot update "${path}" field on sandbox "${given.id}"`);
    }
  }
  return masked;
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
