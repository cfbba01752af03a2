// Options for the user that a container runs as. Source: containerd pkg/oci/spec_opts.go, WithUser and WithAdditionalGIDs.
import { invalidArgument, notFound } from "../../errors/index.ts";
import { type Accounts, parseId, readAccounts } from "./accounts.ts";
import { processOf, rootOf, type SpecOption } from "./option.ts";
import type { User } from "./types.ts";

/**
 * Sets the user from `NAME|UID[:GROUP|GID]`. Names are looked up in the root filesystem, and so are the groups that list the user.
 * A part that looks like a number is an id, and is never looked up as a name. Throws not found for an unknown name, and invalid
 * argument for an id out of range.
 */
export function withUser(text: string): SpecOption {
  return async (spec, given) => {
    using root = await rootOf(given);
    processOf(spec).user = { ...processOf(spec).user, ...resolveUser(text, readAccounts(root)) };
  };
}

/** Sets the user to root, with the groups that list it. This is the user of an image that names none. */
export const withRootUser: SpecOption = async (spec, given) => {
  using root = await rootOf(given);
  const groups = readAccounts(root).groupsOf("root");
  processOf(spec).user = { ...processOf(spec).user, uid: 0, gid: 0, additionalGids: withPrimary(0, groups) };
};

/** Sets the user by ids, without reading the root filesystem. */
export function withUidGid(uid: number, gid: number): SpecOption {
  return (spec) => {
    processOf(spec).user = { ...processOf(spec).user, uid, gid, additionalGids: [gid] };
  };
}

/** The user that a text names. Throws invalid argument for ids out of range, and not found for unknown names. */
export function resolveUser(text: string, accounts: Accounts): User {
  const [userPart = "", groupPart, ...rest] = text.split(":");
  if (rest.length > 0) {
    throw invalidArgument(`invalid USER value ${text}`);
  }
  const user = resolveAccount(text, userPart, accounts);
  const gid = groupPart === undefined ? user.gid : resolveGroup(text, groupPart, accounts);
  const groups = user.name === undefined ? [] : accounts.groupsOf(user.name);
  return { uid: user.uid, gid, additionalGids: withPrimary(gid, groups) };
}

/** A user that was found by name, or given by its id. */
interface ResolvedAccount {
  readonly uid: number;
  readonly gid: number;
  readonly name: string | undefined;
}

function resolveAccount(text: string, part: string, accounts: Accounts): ResolvedAccount {
  const uid = numberIn(text, part, "uid");
  if (uid !== undefined) {
    const account = accounts.byUid(uid);
    return { uid, gid: account?.gid ?? 0, name: account?.name };
  }
  if (part === "") {
    return { uid: 0, gid: 0, name: undefined };
  }
  const account = accounts.byName(part);
  if (account === undefined) {
    throw notFound(`user ${JSON.stringify(part)}: no users found`);
  }
  return account;
}

function resolveGroup(text: string, part: string, accounts: Accounts): number {
  const gid = numberIn(text, part, "gid");
  if (gid !== undefined || part === "") {
    return gid ?? 0;
  }
  const group = accounts.groupByName(part);
  if (group === undefined) {
    throw notFound(`group ${JSON.stringify(part)}: no groups found`);
  }
  return group.gid;
}

/** Parses an id; undefined for a name. A number out of range is an error, and not a name, which /etc/passwd could map to root. */
function numberIn(text: string, part: string, what: "uid" | "gid"): number | undefined {
  if (!/^[+-]?\d+$/.test(part)) {
    return undefined;
  }
  const id = parseId(part.replace(/^\+/, ""));
  if (id === undefined) {
    throw invalidArgument(`invalid USER value ${JSON.stringify(text)}: ${what} out of range`);
  }
  return id;
}

/** Adds the primary group to the supplementary ones, so that a process keeps it when it changes its gid (CVE-2023-25173). */
function withPrimary(gid: number, groups: readonly number[]): number[] {
  return [...new Set([gid, ...groups])];
}
