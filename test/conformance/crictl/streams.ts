import { expect, test } from "bun:test";
import { Background } from "../../harness/background.ts";
import { environment, eventually } from "../../harness/command.ts";
import { freePort } from "../../harness/loopback.ts";
import type { Node } from "./node.ts";
import { normalise } from "./normalise.ts";
import type { Rig } from "./rig.ts";

/** exec, attach, port-forward. */
export function streamTests(rig: () => Rig): void {
  const script = ["sh", "-c", "echo out; sleep 0.1; echo err >&2; exit 3"];

  test("exec", () =>
    rig().same(
      ["exec", "{server}", ...script],
      ["exec", "-s", "{server}", ...script],
      ["exec", "--name", "serv", "hostname"],
      ["exec", "{server}", "env"],
      ["exec", "{shell}", "hostname"],
      ["exec", "{server}", "cat", "/etc/resolv.conf", "/etc/hostname"],
      [
        "exec",
        "{server}",
        "sh",
        "-c",
        "grep -E '^(Cap|NoNewPrivs|Seccomp|Uid|Gid)' /proc/self/status; id; grep -v ^overlay /proc/mounts | cut -d' ' -f2-4",
      ],
      ["exec", "-t", "{server}", "tty"],
      ["exec", "{server}", "sh", "-c", "kill -9 $$"],
      ["exec", "-s", "{server}", "sh", "-c", "kill -9 $$"],
    ));

  test("exec that cannot be", () =>
    rig().same(
      ["exec", "{server}", "nothing"],
      ["exec", "-s", "{server}", "nothing"],
      ["exec", "{talker}", "true"],
      ["exec", "-s", "{talker}", "true"],
      ["exec", "{idle}", "true"],
      ["exec", "-s", "{idle}", "true"],
      ["exec", "nothing", "true"],
      ["exec", "-s", "nothing", "true"],
      ["exec", "-s", "--timeout", "1", "{server}", "sleep", "20"],
    ));

  test("exec reads its input", () =>
    rig().sameOutcome(async (node) => {
      const args = ["exec", "-i", "{server}", "cat"];
      return normalise(await node.crictl(args, "some text"), node, args, {});
    }));

  test("exec over WebSocket: containerd refuses crictl's request", async () => {
    const { ours } = rig();
    const { stdout, stderr } = await ours.crictl(["exec", "--transport", "websocket", "{server}", ...script]);
    expect([stdout, stderr]).toEqual(["out\n", expect.stringContaining("exit code 3")]);
  });

  test("attach, until the container ends", async () => {
    await rig().sameOutcome(attached);
    await rig().same(["inspect", "-q", "{shell}"]);
  });

  test("attach and port-forward that cannot be", () =>
    rig().same(
      ["attach", "{talker}"],
      ["attach", "{idle}"],
      ["attach", "nothing"],
      ["port-forward", "{gone}", "8080"],
      ["port-forward", "nothing", "8080"],
    ));

  test("port-forward", () => rig().sameOutcome((node) => forwarded(node, "spdy")));

  test("port-forward over WebSocket: containerd refuses crictl's request", async () => {
    expect(await forwarded(rig().ours, "websocket")).toBe("hello from a container\n");
  });
}

/** What a shell prints whose input comes from an attached crictl. */
async function attached(node: Node): Promise<string> {
  const child = Bun.spawn(node.argv(["attach", "-i", "{shell}"]), {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    env: environment,
  });
  await child.stdin.write("echo hello; echo oops >&2\n");
  await child.stdin.flush();
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of child.stdout) {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes("hello")) {
      await child.stdin.write("exit 7\n");
      await child.stdin.flush();
    }
  }
  await node.exited("shell");
  return `${text}${await new Response(child.stderr).text()}${await child.exited}`;
}

/** The page that the pod's server gives through a forwarded port. */
async function forwarded(node: Node, transport: string): Promise<string> {
  const port = freePort();
  const args = ["port-forward", "--transport", transport, "{web}", `${port}:8080`];
  await using forward = new Background(node.argv(args));
  const page = await eventually("the page", async () => {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    return (
      response?.text() ?? (forward.stderr === "" ? undefined : forward.stderr.replace(/^time="[^"]*"/, ""))
    );
  });
  return page;
}
