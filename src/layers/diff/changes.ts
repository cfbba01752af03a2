// Finds the differences between two trees, in the order of their paths, in which they can be applied. What counts as a change is
// what containerd says (continuity fs/diff.go): attributes are compared first, and contents where times may have lost their
// nanoseconds.
import { closeFd } from "../../linux/fd.ts";
import { O, openAt } from "../../linux/open.ts";
import { entries, findAt, isDirectory, isWhiteout, type Stat } from "../../linux/stat.ts";
import { type ByteString, byteString, bytesOf } from "../../oci/tar/entry.ts";
import { isOpaque } from "../apply/lower-layers.ts";
import { isSameFile } from "./same-file.ts";

/** `linked` means that the file is unchanged but has other names, which may have to be linked to one that changed. */
export type ChangeKind = "add" | "modify" | "delete" | "linked";

export interface Change {
  readonly kind: ChangeKind;
  readonly path: readonly ByteString[];
  /** What the upper tree has there; undefined for a deletion. */
  readonly stat: Stat | undefined;
}

/**
 * How the upper tree is to be read. A `merged` tree shows everything. A `markers` tree is the upper directory of an overlay on
 * the lower tree: it has only what changed, and deletions are whiteouts.
 */
export type UpperKind = "merged" | "markers";

export function* changes(lower: number | undefined, upper: number, kind: UpperKind): Generator<Change> {
  yield* walk({ lower, upper, kind, path: [] });
}

interface Pair {
  readonly lower: number | undefined;
  readonly upper: number;
  readonly kind: UpperKind;
  readonly path: readonly ByteString[];
}

function* walk(pair: Pair): Generator<Change> {
  for (const name of names(pair)) {
    const bytes = bytesOf(name);
    const path = [...pair.path, name];
    const before = pair.lower === undefined ? undefined : findAt(pair.lower, bytes);
    const after = visible(findAt(pair.upper, bytes));
    if (after === undefined) {
      if (before !== undefined) {
        yield { kind: "delete", path, stat: undefined };
      }
      continue;
    }
    const change = classify(pair, bytes, before, after);
    if (change !== undefined) {
      yield { kind: change, path, stat: after };
    }
    if (isDirectory(after)) {
      yield* descend(pair, bytes, path, before);
    }
  }
}

/** A whiteout means that there is nothing by this name. */
function visible(stat: Stat | undefined): Stat | undefined {
  return stat === undefined || isWhiteout(stat) ? undefined : stat;
}

function classify(pair: Pair, name: Buffer, before: Stat | undefined, after: Stat): ChangeKind | undefined {
  if (before === undefined || pair.lower === undefined) {
    return "add";
  }
  if (
    !isSameFile({ directory: pair.lower, name, stat: before }, { directory: pair.upper, name, stat: after })
  ) {
    return "modify";
  }
  return !isDirectory(after) && after.links > 1 ? "linked" : undefined;
}

/** The names of both trees in the order of their bytes, so that the whole walk is in the order of paths compared name by name. */
function names(pair: Pair): ByteString[] {
  const found = new Set(list(pair.upper));
  if (pair.lower !== undefined && pair.kind === "merged") {
    for (const name of list(pair.lower)) {
      found.add(name);
    }
  }
  return [...found].sort();
}

function list(directory: number): ByteString[] {
  const fd = openAt(directory, ".", O.RDONLY | O.DIRECTORY);
  try {
    return Array.from(entries(fd), ({ name }) => byteString(name));
  } finally {
    closeFd(fd);
  }
}

function* descend(
  pair: Pair,
  name: Buffer,
  path: readonly ByteString[],
  before: Stat | undefined,
): Generator<Change> {
  const upper = openDirectory(pair.upper, name);
  const hasLower = pair.lower !== undefined && before !== undefined && isDirectory(before);
  const lower = hasLower ? openDirectory(pair.lower, name) : undefined;
  try {
    const kind = pair.kind === "markers" && !isOpaque(upper) ? "markers" : "merged";
    yield* walk({ lower, upper, kind, path });
  } finally {
    closeFd(upper);
    if (lower !== undefined) {
      closeFd(lower);
    }
  }
}

function openDirectory(directory: number, name: Buffer): number {
  return openAt(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW);
}
