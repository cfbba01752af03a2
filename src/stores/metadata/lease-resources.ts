// The resources of leases are references to objects, under the names that the API has for them: `content`, `ingests`, `images`,
// `snapshots/<snapshotter>`. Source: containerd core/metadata/leases.go.
import { digestFlaw } from "../../core/digest.ts";
import type { LeaseResource } from "../../core/lease.ts";
import { invalidArgument, notImplemented } from "../../errors/index.ts";
import { allKinds, kinds } from "./kinds.ts";
import type { Node } from "./objects.ts";
import type { RecordKind } from "./records.ts";

/** The object that a resource names. Invalid argument: a digest or type that is none; not implemented: an unknown type. */
export function nodeOf({ type, id }: LeaseResource): Node {
  const [noun, ...rest] = type.split("/");
  const kind = allKinds.find((each) => kinds[each].leaseType === noun);
  if (kind === undefined) {
    throw notImplemented(`resource type ${type} not supported yet`);
  }
  if (kind === "snapshot") {
    return { kind, key: `${snapshotterOf(type, rest)}/${id}` };
  }
  if (rest.length > 0) {
    throw invalidArgument(`invalid resource type ${type}`);
  }
  checkId(kind, id);
  return { kind, key: id };
}

/** The resource as which a lease shows a reference. */
export function resourceOf({ kind, key }: Node): LeaseResource {
  const type = kinds[kind].leaseType ?? kind;
  if (kind !== "snapshot") {
    return { type, id: key };
  }
  const slash = key.indexOf("/");
  return { type: `${type}/${key.slice(0, slash)}`, id: key.slice(slash + 1) };
}

function snapshotterOf(type: string, rest: readonly string[]): string {
  const [snapshotter] = rest;
  if (snapshotter === undefined || rest.length !== 1) {
    throw invalidArgument(`invalid snapshot resource type ${type}`);
  }
  return snapshotter;
}

function checkId(kind: RecordKind, id: string): void {
  const flaw = kind === "content" ? digestFlaw(id) : undefined;
  if (flaw !== undefined) {
    throw invalidArgument(`invalid content resource id ${id}: ${flaw}`);
  }
}
