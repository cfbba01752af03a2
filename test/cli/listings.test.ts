import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { Background } from "../harness/background.ts";
import { command, eventually } from "../harness/command.ts";
import { type Daemon, noCollection } from "../harness/daemon.ts";
import { ctrWords, image, startDaemon } from "./rig.ts";

let daemon: Daemon;

beforeAll(async () => {
  daemon = await startDaemon({ config: noCollection });
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function ctr(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await daemon.ctr(...args);
  if (status !== 0) {
    throw new Error(`${args.join(" ")}: ${status}: ${stderr}`);
  }
  return stdout;
}

const tables: [string[], string[]][] = [
  [
    ["images", "ls"],
    ["REF", "TYPE", "DIGEST", "SIZE", "PLATFORMS", "LABELS"],
  ],
  [
    ["images", "check"],
    ["REF", "TYPE", "DIGEST", "STATUS", "SIZE", "UNPACKED"],
  ],
  [
    ["containers", "ls"],
    ["CONTAINER", "IMAGE", "RUNTIME"],
  ],
  [
    ["tasks", "ls"],
    ["TASK", "PID", "STATUS"],
  ],
  [
    ["content", "ls"],
    ["DIGEST", "SIZE", "AGE", "LABELS"],
  ],
  [
    ["content", "active"],
    ["REF", "SIZE", "AGE"],
  ],
  [
    ["snapshots", "ls"],
    ["KEY", "PARENT", "KIND"],
  ],
  [
    ["snapshots", "usage"],
    ["KEY", "SIZE", "INODES"],
  ],
  [
    ["leases", "ls"],
    ["ID", "CREATED AT", "LABELS"],
  ],
  [
    ["namespaces", "ls"],
    ["NAME", "LABELS"],
  ],
  [
    ["plugins", "ls"],
    ["TYPE", "ID", "PLATFORMS", "STATUS"],
  ],
  [["pods"], ["POD", "ID", "STATE", "RESTARTS", "IP", "PID", "CPU TIME", "MEMORY", "AGE", "IMAGE"]],
  [["ps"], ["CONTAINER", "IMAGE", "STATUS", "PID", "SINCE", "IP"]],
];

test("every listing has containerd's columns, and is JSON on demand", async () => {
  for (const [args, columns] of tables) {
    const [header = ""] = (await ctr(...args)).split("\n");
    expect(header.trim().split(/\s+/).join(" ")).toBe(columns.join(" "));
    const json = JSON.parse(await ctr(...args, "--format", "json"));
    expect(Array.isArray(json)).toBe(true);
    expect((await daemon.ctr(...args, "--format", "xml")).stderr).toContain("format must be table or json");
  }
}, 60_000);

test("the columns are those of Debian's ctr, character by character", async () => {
  await ctr("leases", "create", "--id", "compared", "a=b");
  const listings = [
    "images ls",
    "containers ls",
    "tasks ls",
    "snapshots ls",
    "leases ls",
    "namespaces ls",
    "plugins ls",
  ];
  for (const listing of listings) {
    const theirs = await daemon.goCtr(...listing.split(" "));
    expect(await ctr(...listing.split(" ")), listing).toBe(theirs.stdout);
  }
  await ctr("leases", "rm", "compared");
}, 60_000);

test("content goes in and comes out, and keeps its labels", async () => {
  const file = daemon.directory.join("blob");
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  await Bun.write(file, Buffer.concat(Array.from({ length: 100 }, () => bytes)));
  const digest = `sha256:${new Bun.CryptoHasher("sha256").update(readFileSync(file)).digest("hex")}`;
  const ingest = `${ctrWords(daemon)} content ingest --expected-digest ${digest} one < ${file}`;
  expect((await command(["sh", "-c", ingest])).status).toBe(0);
  const compare = `${ctrWords(daemon)} content get ${digest} | cmp - ${file}`;
  expect((await command(["sh", "-c", compare])).status).toBe(0);
  expect(await ctr("content", "label", digest, "a=b")).toContain("a=b");
  expect(await ctr("content", "ls", "-q")).toContain(digest);
  expect(await ctr("content", "rm", digest)).toBe(`${digest}\n`);
  expect((await daemon.ctr("content", "get", digest)).stderr).toContain("not found");
  const wrong = `${ctrWords(daemon)} content ingest --expected-digest sha256:${"0".repeat(64)} two < ${file}`;
  expect((await command(["sh", "-c", wrong])).stderr).toContain("failed precondition");
}, 60_000);

test("snapshots are prepared, committed, viewed, shown as a tree and removed", async () => {
  const keys = JSON.parse(await ctr("snapshots", "ls", "--format", "json")) as { name: string }[];
  const base = keys[0]?.name ?? "";
  expect(await ctr("snapshots", "prepare", "-t", "/mnt", "work", base)).toMatch(
    /^mount -t overlay .* \/mnt -o /,
  );
  expect(await ctr("snapshots", "mounts", "/x", "work")).toContain(" /x -o ");
  await ctr("snapshots", "commit", "done", "work");
  await ctr("snapshots", "view", "look", "done");
  expect(await ctr("snapshots", "tree")).toBe(` ${base}\n  \\_ done\n    \\_ look\n`);
  expect(JSON.parse(await ctr("snapshots", "info", "look"))).toMatchObject({ Kind: "View", Parent: "done" });
  expect((await daemon.ctr("snapshots", "rm", "done")).stderr).toContain("cannot remove snapshot with child");
  expect(await ctr("snapshots", "label", "done", "a=b")).toContain("a=b");
  await ctr("snapshots", "rm", "look", "done");
  expect((await daemon.ctr("snapshots", "info", "done")).stderr).toContain(
    "snapshot done does not exist: not found",
  );
});

test("what a container wrote is a layer", async () => {
  await daemon.ctr("run", image, "writer", "sh", "-c", "echo new > /added; rm /etc/group");
  const layer = `${ctrWords(daemon)} snapshots diff writer | tar -tz`;
  const { stdout } = await command(["sh", "-c", layer]);
  const names = stdout
    .trim()
    .split("\n")
    .map((name) => name.replace(/^\//, ""));
  expect(names).toContain("added");
  expect(names).toContain("etc/.wh.group");
  expect(names).not.toContain("bin/busybox");
  const kept = await ctr("snapshots", "ls");
  expect(kept).not.toContain("view");
  const [base = ""] =
    kept
      .split("\n")
      .find((line) => line.includes("Committed"))
      ?.split(" ") ?? [];
  const whole = await command([
    "sh",
    "-c",
    `${ctrWords(daemon)} snapshots diff ${base} | tar -tz | grep -c busybox`,
  ]);
  expect(Number(whole.stdout)).toBeGreaterThan(0);
  await ctr("containers", "rm", "writer");
  expect(await ctr("leases", "ls", "-q")).toBe("");
}, 60_000);

test("namespaces keep things apart, and must be empty to go", async () => {
  await ctr("namespaces", "create", "other", "a=b");
  await ctr("namespaces", "label", "other", "c=d");
  expect(await ctr("namespaces", "ls")).toContain("other   a=b,c=d");
  expect(await ctr("-n", "other", "images", "ls", "-q")).toBe("");
  const full = await daemon.ctr("namespaces", "rm", "default");
  expect(full.stderr).toContain("must be empty");
  expect(full.status).toBe(1);
  expect(await ctr("namespaces", "rm", "other")).toBe("other\n");
});

test("events are printed as they happen", async () => {
  await using events = new Background([
    ...ctrWords(daemon).split(" "),
    "events",
    'topic~="/(tasks|namespaces|images)/"',
  ]);
  await eventually("the subscription", async () => {
    await ctr("namespaces", "label", "default", "watched=");
    return events.stdout.includes("/namespaces/update");
  });
  await ctr("images", "tag", image, "tagged:1");
  await ctr("images", "rm", "tagged:1");
  await daemon.ctr("run", "--rm", image, "eventful", "sh", "-c", "exit 3");
  await events.says("/tasks/delete");
  events.kill("SIGINT");
  expect(await events.exited()).toBe(0);
  const lines = events.stdout.split("\n").filter((line) => line.includes(" /tasks/"));
  expect(lines.map((line) => line.split(" ")[5])).toEqual([
    "/tasks/create",
    "/tasks/start",
    "/tasks/exit",
    "/tasks/delete",
  ]);
  expect(events.stderr).toBe("");
  expect(events.stdout).toMatch(/default \/images\/create {.*"name":"tagged:1"/);
  expect(events.stdout).toMatch(/default \/images\/delete {"name":"tagged:1"}/);
  expect(lines[2]).toMatch(
    /default \/tasks\/exit {"container_id":"eventful","id":"eventful",.*"exit_status":3/,
  );
}, 60_000);

test("a timeout ends what would go on for ever, and is said", async () => {
  await ctr("run", "-d", image, "endless", "sleep", "1000");
  for (const words of [["events"], ["logs", "-f", "endless"]]) {
    const { status, stderr } = await daemon.ctr("--timeout", "300ms", ...words);
    expect([words, status, stderr]).toEqual([
      words,
      1,
      "ctr: timeout of 300 ms: context deadline exceeded\n",
    ]);
  }
  await ctr("containers", "rm", "--force", "endless");
}, 60_000);

test("help is there at every level", async () => {
  expect(await ctr("--help")).toContain("COMMANDS:");
  expect(await ctr("images")).toContain("pull");
  expect(await ctr("run", "--help")).toContain("--detach-keys");
  expect((await daemon.ctr("nosuch")).status).toBe(3);
  expect(await ctr("version")).toMatch(/^Client:\n {2}Version:/);
});
