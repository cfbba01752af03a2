import type { Facts } from "../facts.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";
import type { Host } from "../host.ts";
import type { RuntimeSetting } from "../settings.ts";
import { isAtLeast } from "../version.ts";

const oldest = "1.0";

/** The first release of each line that is free of CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881. */
const fixed = ["1.2.8", "1.3.3", "1.4"];

/** Runtimes that the executable serves itself. */
const builtInTypes = ["", "io.containerd.runc.v2", "io.containerd.tsrt.v1"];

/** Whether runc is there, and which. */
export async function checkRunc({ host }: Facts): Promise<Finding> {
  const path = host.find("runc");
  if (path === undefined) {
    return fail("no runc on PATH", "install runc 1.0 or newer (Debian: apt-get install runc)");
  }
  const { status, stdout, stderr } = await host.run([path, "--version"]);
  const version = /^runc version (\S+)/m.exec(stdout)?.[1];
  if (status !== 0 || version === undefined) {
    return fail(`${path} --version ended with ${status}: ${stderr.trim()}`, "install runc anew");
  }
  const found = `${path} ${version}`;
  if (!isAtLeast(version, oldest)) {
    return fail(found, `install runc ${oldest} or newer`);
  }
  if (!/^libseccomp:/m.test(stdout)) {
    return warn(`${found}, built without libseccomp`, "install a runc with it: no system call is filtered");
  }
  return isFixed(version)
    ? ok(found)
    : warn(
        found,
        `runc ${fixed.join(", ")} closed CVE-2025-31133, -52565 and -52881; see whether your distribution's has the fixes`,
      );
}

/** A release is compared with the fixed one of its own line; lines before the first one have none. */
function isFixed(version: string): boolean {
  const line = fixed.findLast((first) => isAtLeast(version, first.split(".").slice(0, 2).join(".")));
  return line !== undefined && isAtLeast(version, line);
}

/** Whether what the configured runtimes name is there, and whose shims write logs through the daemon. */
export function checkRuntimes({ host, settings }: Facts): Finding[] {
  const { runtimes, defaultRuntime } = settings;
  const findings = runtimes.flatMap((runtime) => [...missingFiles(host, runtime), ...foreignShim(runtime)]);
  if (runtimes.length > 0 && !runtimes.some(({ name }) => name === defaultRuntime)) {
    findings.push(
      fail(
        `default runtime ${JSON.stringify(defaultRuntime)} is not configured`,
        "correct default_runtime_name",
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [ok(runtimes.map(({ name }) => name).join(", ") || "none configured")];
}

function missingFiles(host: Host, { name, path, binary }: RuntimeSetting): Finding[] {
  const isThere = (program: string): boolean =>
    program.startsWith("/") ? host.isProgram(program) : host.find(program) !== undefined;
  return [path, binary]
    .filter((program) => program !== "" && !isThere(program))
    .map((program) => fail(`runtime ${name}: there is no ${program}`, "install it, or correct config.toml"));
}

function foreignShim({ name, type, path }: RuntimeSetting): Finding[] {
  return path === "" && builtInTypes.includes(type)
    ? []
    : [
        warn(
          `runtime ${name} has a shim of its own, whose containers log through the daemon`,
          "while the daemon is down they wait as soon as a pipe is full: keep its restarts short",
        ),
      ];
}
