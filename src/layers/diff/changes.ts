// The differences between two trees, by path, in the order in which they can be applied. What counts as a change is as in
// containerd's (continuity fs/diff.go): metadata first, contents where times may have lost their nanoseconds.
import { closeFd } from "../../linux/fd.ts";
import { O, openAt } from "../../linux/open.ts";
import { entries, findAt, isDirectory, isWhiteout, type Stat } from "../../linux/stat.ts";
import { type ByteString, byteString, bytesOf } from "../../oci/tar/entry.ts";
import { isOpaque } from "../apply/lower-layers.ts";
import { isSameFile } from "./same-file.ts";

/** `linked`: unchanged, but a hard link to something that may not be. */
export type ChangeKind = "add" | "modify" | "delete" | "linked";

export interface Change {
  readonly kind: ChangeKind;
  readonly path: readonly ByteString[];
  /** Of the upper tree; undefined for deletions. */
  readonly stat: Stat | undefined;
}

/**
 * How to read the upper tree: `merged` shows everything; `markers` is the upper directory of an overlay on the lower
 * tree, in which only what changed is there and deletions are whiteouts.
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

/** A whiteout that is seen at all hides something. */
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

/** In the order of bytes: with the parts of paths compared one by one, that is the order of the whole walk. */
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
