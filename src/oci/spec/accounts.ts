// Reads /etc/passwd and /etc/group of an image, which may be made to attack. An id that is not a number in range is an error
// when its line is used. It must never become 0, which is root (CVE-2024-40635, CVE-2026-46680).
import { invalidArgument } from "../../errors/index.ts";
import type { RootView } from "./rootview.ts";

/** A line of /etc/passwd. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A line of /etc/group. */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
}

/** The highest id that runc takes. */
const maxId = 2 ** 31 - 1;

/** Parses an id; undefined when the text is not a number in the range of ids. */
export function parseId(text: string): number | undefined {
  const id = Number(text);
  return /^\d+$/.test(text) && id <= maxId ? id : undefined;
}

/** Lookups in an image's accounts. All of them fail with invalid argument for a line whose ids are out of range. */
export interface Accounts {
  byName(name: string): Account | undefined;
  byUid(uid: number): Account | undefined;
  groupByName(name: string): GroupEntry | undefined;
  /** Ids of the groups that list `name` as a member, without the group that has the same name as the user. */
  groupsOf(name: string): number[];
}

/** The accounts of a root filesystem. The files are read when they are first needed. */
export function readAccounts(root: RootView): Accounts {
  const passwd = lazyFields(root, "etc/passwd");
  const group = lazyFields(root, "etc/group");
  return {
    byName: (name) => toAccount(passwd().find((fields) => fields[0] === name)),
    byUid: (uid) => toAccount(passwd().find((fields) => parseId(fields[2] ?? "") === uid)),
    groupByName: (name) => toGroup(group().find((fields) => fields[0] === name)),
    groupsOf: (name) =>
      group()
        .filter((fields) => fields[0] !== name && (fields[3] ?? "").split(",").includes(name))
        .map((fields) => toGroup(fields)?.gid ?? 0),
  };
}

function lazyFields(root: RootView, path: string): () => string[][] {
  let parsed: string[][] | undefined;
  return () => {
    parsed ??= (root.read(path) ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .map((line) => line.split(":"));
    return parsed;
  };
}

function toAccount(fields: string[] | undefined): Account | undefined {
  if (fields === undefined) {
    return undefined;
  }
  const [name = "", , uid = "", gid = ""] = fields;
  return { name, uid: requireId(uid, name, "/etc/passwd"), gid: requireId(gid, name, "/etc/passwd") };
}

function toGroup(fields: string[] | undefined): GroupEntry | undefined {
  if (fields === undefined) {
    return undefined;
  }
  const [name = "", , gid = ""] = fields;
  return { name, gid: requireId(gid, name, "/etc/group") };
}

function requireId(text: string, name: string, file: string): number {
  const id = parseId(text);
  if (id === undefined) {
    throw invalidArgument(`${file} gives ${JSON.stringify(name)} the id ${JSON.stringify(text)}`);
  }
  return id;
}
