// docs/compatibility.md lists what the ctr of containerd 1.6 has and `tsrt ctr` lacks: no less, and no more.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../harness/command.ts";
import { executable } from "../harness/daemon.ts";
import { references } from "../harness/reference.ts";

/** The ctr that the list is about: Debian's. */
const oldCtr = references.find(({ major }) => major === 1)?.ctr;

interface Help {
  readonly commands: ReadonlySet<string>;
  readonly flags: ReadonlySet<string>;
}

async function help(words: readonly string[]): Promise<Help> {
  const { stdout } = await command([...words, "--help"]);
  const lines = stdout.split("\n");
  const begin = lines.indexOf("COMMANDS:");
  const options = lines.findIndex((line) => /^(GLOBAL )?OPTIONS:$/.test(line));
  const commandLines = begin < 0 ? [] : lines.slice(begin + 1, options < 0 ? undefined : options);
  const commands = commandLines.flatMap((line) => /^ +([a-z-]+)/.exec(line)?.[1] ?? []);
  const flags = lines.slice(options).flatMap((line) => /^ +--([a-z0-9-]+)/.exec(line)?.[1] ?? []);
  return { commands: new Set(commands.filter((name) => name !== "help")), flags: new Set(flags) };
}

/** `images convert`, `run --uidmap`, below the words so far. */
async function lackingBelow(path: readonly string[]): Promise<string[]> {
  const [theirs, ours] = await Promise.all([
    help([oldCtr ?? "ctr", ...path]),
    help([executable, "ctr", ...path]),
  ]);
  const name = (word: string): string => [...path, word].join(" ");
  const commands = [...theirs.commands.difference(ours.commands)].map(name);
  const flags = [...theirs.flags.difference(ours.flags)].map((flag) => name(`--${flag}`));
  const both = [...theirs.commands.intersection(ours.commands)];
  const deeper = await Promise.all(both.map((word) => lackingBelow([...path, word])));
  return [...commands, ...flags, ...deeper.flat()];
}

const wordsIn = (text: string): string[] =>
  [...text.matchAll(/`([a-z0-9 -]+)`/g)].map(([, word = ""]) => word);

/** Lines such as "- `images pull`, `images push`: `--http-dump`", or without flags. */
function listed(): string[] {
  const text = readFileSync(join(import.meta.dir, "../../docs/compatibility.md"), "utf8");
  const section =
    text.split("\n## ").find((part) => part.startsWith("What ctr 1.6 has and `tsrt ctr` lacks")) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("- "));
  return lines.flatMap((line) => {
    const [names = "", flags] = line.split(": ");
    return wordsIn(names).flatMap((name) =>
      flags === undefined ? name : wordsIn(flags).map((flag) => `${name} ${flag}`),
    );
  });
}

test.skipIf(oldCtr === undefined)(
  "what ctr 1.6 has and this has not is listed",
  async () => {
    const lacking = await lackingBelow([]);
    expect(listed().sort()).toEqual(lacking.sort());
  },
  60_000,
);
