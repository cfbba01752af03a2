import type { Any } from "../../../core/any.ts";
import type { Container, NewContainer } from "../../../core/container.ts";
import { checkIdentifier } from "../../../core/identifier.ts";
import type { FieldPaths } from "../../../core/update.ts";
import { alreadyExists, invalidArgument, notFound } from "../../../errors/index.ts";
import { containerOf } from "../containers.ts";
import { checkLabelsOf, maskFields, prefixed, withoutEmpty } from "../mask.ts";
import type { ObjectState, Scope, Transaction } from "../transaction.ts";

interface ContainerChange extends Scope {
  readonly container: NewContainer;
}

type Mutable = Pick<Container, "labels" | "spec" | "extensions" | "image" | "snapshotKey">;

export function createContainer(tx: Transaction, { container, namespace }: ContainerChange): Container {
  const { id } = container;
  prefixed("create container failed validation", () => check(container));
  if (tx.has(namespace, "container", id)) {
    throw alreadyExists(`container "${id}"`);
  }
  const labels = withoutEmpty(container.labels);
  const created: Container = { ...container, labels, createdAt: tx.time, updatedAt: tx.time };
  tx.insert(namespace, "container", id, stateOf(created));
  const { image, runtime } = created;
  tx.publish(namespace, "/containers/create", "ContainerCreate", { id, image, runtime });
  return created;
}

export function updateContainer(tx: Transaction, args: ContainerChange & { paths: FieldPaths }): Container {
  const { container, namespace, paths } = args;
  const { id } = container;
  if (id === "") {
    throw invalidArgument("must specify a container id");
  }
  const stored = tx.get(namespace, "container", id);
  if (stored === undefined) {
    throw notFound(`container "${id}"`);
  }
  const current = containerOf(stored);
  if (paths.length === 0) {
    checkImmutable(current, container);
  }
  const masked = { ...current, ...mask(current, container, paths), updatedAt: tx.time };
  prefixed("update failed validation", () => check(masked));
  const updated = { ...masked, labels: withoutEmpty(masked.labels) };
  tx.replace(stored.id, namespace, "container", stateOf(updated));
  const { image, labels, snapshotKey } = updated;
  tx.publish(namespace, "/containers/update", "ContainerUpdate", { id, image, labels, snapshotKey });
  return updated;
}

export function deleteContainer(tx: Transaction, { namespace, id }: Scope & { id: string }): void {
  const object = tx.idOf(namespace, "container", id);
  if (object === undefined) {
    throw notFound(`container ${id}`);
  }
  tx.remove(object);
  tx.publish(namespace, "/containers/delete", "ContainerDelete", { id });
}

function checkImmutable(current: NewContainer, given: NewContainer): void {
  if (current.snapshotter !== given.snapshotter) {
    throw invalidArgument("container.Snapshotter field is immutable");
  }
  if (current.runtime.name !== given.runtime.name) {
    throw invalidArgument("container.Runtime.Name field is immutable");
  }
}

/** The fields that an update may change, by their paths in a mask. */
const maskable: Readonly<Record<string, keyof Mutable>> = {
  labels: "labels",
  spec: "spec",
  extensions: "extensions",
  image: "image",
  snapshotkey: "snapshotKey",
};

function mask(current: Mutable, given: NewContainer, paths: FieldPaths): Mutable {
  return maskFields<Mutable>(current, given, paths, maskable, (path) =>
    invalidArgument(`cannot update "${path}" field on "${given.id}"`),
  );
}

function check(container: NewContainer): void {
  prefixed("container.ID", () => checkIdentifier(container.id));
  if (Object.hasOwn(container.extensions, "")) {
    throw invalidArgument("container.Extension keys must not be zero-length");
  }
  checkLabelsOf("containers.Labels", container.labels);
  if (container.runtime.name === "") {
    throw invalidArgument("container.Runtime.Name must be set");
  }
  if (isUnset(container.spec)) {
    throw invalidArgument("container.Spec must be set");
  }
  if (container.snapshotKey !== "" && container.snapshotter === "") {
    throw invalidArgument("container.Snapshotter must be set if container.SnapshotKey is set");
  }
}

function isUnset(spec: Any | undefined): boolean {
  return spec === undefined || (spec.typeUrl === "" && spec.value.length === 0);
}

function stateOf({ id: _id, labels, runtime, ...others }: Container): ObjectState<"container"> {
  return { labels, record: { ...others, runtime: runtime.name, runtimeOptions: runtime.options } };
}
