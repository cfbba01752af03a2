// Chooses the role of this process by the command line, or by the name under which the executable was called, and loads only
// that role, so that a shim does not take the memory of a daemon. Roles print with writeSync, so that nothing is lost when the
// process exits.
import { writeSync } from "node:fs";
import { revision, version } from "./context/version.ts";

type Main = (argv: string[]) => Promise<number>;

const roles: Readonly<Record<string, () => Promise<{ main: Main }>>> = {
  daemon: () => import("./daemon/main.ts"),
  shim: () => import("./shim/main.ts"),
  publish: () => import("./daemon/publish.ts"),
  layers: () => import("./layers/main.ts"),
  ctr: () => import("./ctr/main.ts"),
  ttrpc: () => import("./debug/main.ts"),
  doctor: () => import("./doctor/main.ts"),
};

const shimNames = /^containerd-shim-(runc-v2|tsrt-v1)$/;

const usage = `tsrt: a containerd in TypeScript

Usage:
  tsrt daemon [options]    the daemon; \`tsrt daemon --help\` tells its options
  tsrt ctr COMMAND ...     the admin CLI; also by the name ctr
  tsrt shim ...            the runtime-v2 shim; also by the names containerd-shim-tsrt-v1 and containerd-shim-runc-v2
  tsrt ttrpc ADDRESS ...   calls any ttrpc service by name
  tsrt doctor              examines the host: can containers and pods run on it, and what is to be done
  tsrt publish ...         sends an event to the daemon, for shims
  tsrt --version
`;

/** The role, and the arguments that are left for it. */
export function choose(calledAs: string, argv: readonly string[]): { role: string; rest: string[] } {
  const name = calledAs.slice(calledAs.lastIndexOf("/") + 1);
  if (name === "ctr") {
    return { role: "ctr", rest: [...argv] };
  }
  if (shimNames.test(name)) {
    return { role: "shim", rest: [...argv] };
  }
  // Shims call the publisher as containerd's: with the flag `--address` before the command.
  if (argv[0] === "--address" && argv[2] === "publish") {
    return { role: "publish", rest: ["--address", argv[1] ?? "", ...argv.slice(3)] };
  }
  return { role: argv[0] ?? "help", rest: argv.slice(1) };
}

async function run(): Promise<number> {
  const { role, rest } = choose(process.argv0, process.argv.slice(2));
  switch (role) {
    case "help":
    case "-h":
    case "--help":
      writeSync(1, usage);
      return 0;
    case "-v":
    case "--version":
      writeSync(1, `tsrt ${version} ${revision}\n`);
      return 0;
  }
  const load = Object.hasOwn(roles, role) ? roles[role] : undefined;
  if (load === undefined) {
    writeSync(2, `tsrt: unknown command ${JSON.stringify(role)}\n\n${usage}`);
    return 2;
  }
  const { main } = await load();
  return main(rest);
}

if (import.meta.main) {
  process.exit(await run());
}
