// The first session of a user, played against a daemon with a temporary root: an image is made, pushed to a local
// registry, pulled back and run. Ends with 0 only if every step did what it says.
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { environment, eventually } from "../test/harness/command.ts";
import { Daemon, executable } from "../test/harness/daemon.ts";
import { writeArchive } from "../test/harness/image.ts";
import { startRegistry } from "../test/harness/registry.ts";
import { scratch } from "../test/harness/scratch.ts";

const isTerminal = process.stdout.isTTY === true;
const bold = (text: string): string => (isTerminal ? `\x1b[1m${text}\x1b[0m` : text);
const say = (text: string): void => console.log(`\n${bold(`# ${text}`)}`);

/** Shows a command and its output as in a terminal; fails the demo when it ends otherwise than expected. */
async function show(daemon: Daemon, args: readonly string[], expected = 0): Promise<string> {
  console.log(bold(`$ tsrt ctr ${args.map(quoted).join(" ")}`));
  const child = Bun.spawn([executable, "ctr", ...args], {
    stdin: "ignore",
    stdout: args.includes("pull") ? "inherit" : "pipe",
    stderr: "inherit",
    env: { ...environment, CONTAINERD_ADDRESS: daemon.address, TERM: process.env.TERM ?? "dumb" },
  });
  const output = child.stdout === undefined ? "" : await new Response(child.stdout).text();
  process.stdout.write(output);
  const status = await child.exited;
  if (status !== expected) {
    throw new Error(
      `tsrt ctr ${args.join(" ")} ended with ${status}, not ${expected}\n${daemon.log.slice(-2000)}`,
    );
  }
  if (status !== 0) {
    console.log(`${bold("$ echo $?")}\n${status}`);
  }
  return output;
}

/** The command line as a user would type it. */
function quoted(argument: string): string {
  return /^[\w./:=,@-]+$/.test(argument) ? argument : `'${argument}'`;
}

/** Makes a bridge network for `--cni` if the host has none; it is removed when the demo ends. */
function bridgeNetwork(): Disposable {
  const target = "/etc/cni/net.d/10-tsrt-bridge.conflist";
  const hasNetwork =
    existsSync(dirname(target)) && new Bun.Glob("*.conf*").scanSync(dirname(target)).next().done !== true;
  if (hasNetwork) {
    return { [Symbol.dispose]: () => {} };
  }
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(import.meta.dir, "../install/10-tsrt-bridge.conflist"), target);
  return {
    [Symbol.dispose]: () => {
      rmSync(target);
      Bun.spawnSync(["ip", "link", "delete", "tsrt0"], { env: environment });
    },
  };
}

async function main(): Promise<void> {
  using _network = bridgeNetwork();
  using directory = scratch("tsrt-demo-");
  await using registry = await startRegistry();
  await using daemon = await Daemon.start();
  const image = `${registry.host}/demo/busybox:latest`;
  const archive = directory.join("busybox.tar");
  await writeArchive(archive, { name: image });

  say("An image of busybox, made here, goes to a local registry");
  await show(daemon, ["image", "import", archive]);
  await show(daemon, ["image", "push", "--plain-http", image]);
  await show(daemon, ["image", "rm", "--sync", image]);

  say("It is pulled back, layer by layer");
  await show(daemon, ["image", "pull", "--plain-http", image]);
  await show(daemon, ["image", "ls"]);

  say("A container prints something and ends with 7");
  const script = "echo hello from $(hostname), kernel $(uname -r); exit 7";
  await show(daemon, ["run", "--rm", image, "hello", "sh", "-c", script], 7);

  say("Another one serves a page");
  await show(daemon, ["run", "-d", "--cni", image, "web", "httpd", "-f", "-v", "-p", "80", "-h", "/www"]);
  const listed = await show(daemon, ["ps"]);
  const row = listed.split("\n").find((line) => line.startsWith("web ")) ?? "";
  const address = row.trim().split(/\s+/).at(-1);
  const page = await eventually("the page", () => fetch(`http://${address}/`).catch(() => undefined));
  console.log(bold(`$ curl http://${address}/`));
  process.stdout.write(await page.text());
  await show(daemon, ["logs", "web"]);

  say("Events of a container's life");
  await showEvents(daemon, image);

  say("Nothing is left");
  await show(daemon, ["tasks", "kill", "-s", "SIGKILL", "web"]);
  await show(daemon, ["tasks", "delete", "web"]);
  await show(daemon, ["containers", "rm", "web"]);
  await show(daemon, ["ps"]);
}

async function showEvents(daemon: Daemon, image: string): Promise<void> {
  console.log(bold("$ tsrt ctr events &"));
  const events = Bun.spawn([executable, "ctr", "-a", daemon.address, "events"], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    env: environment,
  });
  let printed = "";
  const reading = (async () => {
    for await (const text of events.stdout.pipeThrough(new TextDecoderStream())) {
      printed += text;
    }
  })();
  // `events` prints nothing when it has subscribed, so the demo has to wait.
  await Bun.sleep(1000);
  await show(daemon, ["run", "--rm", image, "brief", "true"]);
  await eventually("the events to be printed", () =>
    ["/tasks/exit", "/tasks/delete", "/containers/delete"].every((topic) => printed.includes(topic)),
  );
  events.kill("SIGINT");
  await events.exited;
  await reading;
  process.stdout.write(printed);
}

await main();
