import { afterAll, expect, test } from "bun:test";
import {
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeFd } from "./fd.ts";
import type { IdMappings } from "./id-mapping.ts";
import { address, check, syscall } from "./libc.ts";
import { createUserNamespace, deleteNamespace, isNamespace, type NamedNamespace } from "./namespaces.ts";
import { number } from "./number.ts";
import { withUserNamespace } from "./user-namespace.ts";

const directory = mkdtempSync(join(tmpdir(), "user-namespace-"));
afterAll(() => rmSync(directory, { recursive: true }));

const mappings: IdMappings = {
  uids: [{ containerID: 0, hostID: 100000, size: 65536 }],
  gids: [{ containerID: 0, hostID: 200000, size: 1000 }],
};

const children = (): string[] =>
  readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "latin1").split(" "),
  );

/** Asks a namespace for what it belongs to. Source: ioctl_nsfs(2). */
function ask(path: string, request: number, argument = 0): number {
  const fd = openSync(path, "r");
  try {
    return check(syscall(number.ioctl, fd, request, argument), `ioctl ${path}`);
  } finally {
    closeFd(fd);
  }
}

const NS_GET_USERNS = 0xb701;
const NS_GET_OWNER_UID = 0xb704;

function ownerOf(namespace: string): number {
  const owner = ask(namespace, NS_GET_USERNS);
  const { ino } = fstatSync(owner);
  closeFd(owner);
  return ino;
}

test("a user namespace has the mappings and owns the others; it counts for the user who is its root", () => {
  const before = children();
  withUserNamespace(mappings, ["network", "uts"], ({ user, of }) => {
    const process = user.replace("/ns/user", "");
    expect(readFileSync(`${process}/uid_map`, "utf8").trim().split(/\s+/)).toEqual(["0", "100000", "65536"]);
    expect(readFileSync(`${process}/gid_map`, "utf8").trim().split(/\s+/)).toEqual(["0", "200000", "1000"]);
    expect([of("network"), of("uts")].map(ownerOf)).toEqual([statSync(user).ino, statSync(user).ino]);
    const uid = new Uint32Array(1);
    ask(user, NS_GET_OWNER_UID, address(uid));
    expect(uid[0]).toBe(100000);
    expect(readlinkSync(of("ipc"))).toBe(readlinkSync("/proc/self/ns/ipc"));
  });
  expect(children()).toEqual(before);
  expect(process.geteuid?.()).toBe(0);
});

test("named namespaces outlive their making, and are gone with their names", () => {
  const user = join(directory, "user");
  const owned: NamedNamespace[] = [
    { type: "network", path: join(directory, "net") },
    { type: "ipc", path: join(directory, "ipc") },
  ];
  createUserNamespace(user, mappings, owned);
  expect(owned.map(isNamespace)).toEqual([true, true]);
  expect(owned.map(({ path }) => ownerOf(path))).toEqual(owned.map(() => statSync(user).ino));
  for (const path of [user, ...owned.map((each) => each.path)]) {
    deleteNamespace(path);
    expect(existsSync(path)).toBe(false);
  }
});

test("when one cannot be named, and when the ids cannot be mapped, nothing is left", () => {
  const before = children();
  const user = join(directory, "user");
  const nowhere: NamedNamespace = { type: "ipc", path: "/proc/no/such/directory" };
  expect(() => createUserNamespace(user, mappings, [nowhere])).toThrow();
  const twice = { uids: [...mappings.uids, ...mappings.uids], gids: mappings.gids };
  expect(() => createUserNamespace(user, twice, [])).toThrow("EINVAL");
  expect(readdirSync(directory)).toEqual([]);
  expect(children()).toEqual(before);
  expect(process.geteuid?.()).toBe(0);
});
