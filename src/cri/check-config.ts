// Configurations of pods and containers as the API server would let them pass. Whoever else calls has to get them right, too.
import { isAbsolute, posix } from "node:path";
import { invalidArgument } from "../errors/index.ts";
import type { ContainerConfig, PodSandboxConfig } from "../rpc/gen/cri.ts";

/** Of sethostname(2). */
const maxHostname = 64;
const maxPort = 65_535;
/** Without the NUL at the end: MAX_ARG_STRLEN of linux/binfmts.h, and PATH_MAX of linux/limits.h. */
const maxArgument = 131_071;
const maxPath = 4095;

/**
 * Invalid argument: a NUL byte, at which the kernel would end a text; a control character in a name, which could begin another line
 * of a file or log; or a path or number that nothing could be done with.
 */
export function checkPodConfig(config: PodSandboxConfig): void {
  refuseNul("sandbox config", config);
  const { metadata, hostname, logDirectory, linux } = config;
  for (const field of ["name", "namespace", "uid"] as const) {
    requirePlain(`sandbox ${field}`, metadata?.[field] ?? "");
  }
  requirePlain("hostname", hostname);
  if (Buffer.byteLength(hostname) > maxHostname) {
    throw invalidArgument(`hostname ${shown(hostname)} has more than ${maxHostname} bytes`);
  }
  if (logDirectory !== "" && (!isAbsolute(logDirectory) || leadsUp(logDirectory))) {
    throw invalidArgument(`log directory ${shown(logDirectory)}: not an absolute path without \`..\``);
  }
  const parent = linux?.cgroupParent ?? "";
  requirePlain("cgroup parent", parent);
  if (leadsUp(parent)) {
    throw invalidArgument(`cgroup parent ${shown(parent)} leads out of its hierarchy`);
  }
  checkSelinux(linux?.securityContext?.selinuxOptions ?? {});
  for (const { containerPort, hostPort } of config.portMappings) {
    requirePort("container port", containerPort);
    requirePort("host port", hostPort);
  }
}

/** Invalid argument: as `checkPodConfig`, or a log path that leads out of the pod's log directory. */
export function checkContainerConfig(config: ContainerConfig): void {
  refuseNul("container config", config);
  const { logPath, metadata, linux } = config;
  requirePlain("container name", metadata?.name ?? "");
  checkLengths(config);
  if (isAbsolute(logPath) || posix.normalize(logPath).startsWith("..")) {
    throw invalidArgument(`log path ${shown(logPath)} must be below the pod's log directory`);
  }
  checkSelinux(linux?.securityContext?.selinuxOptions ?? {});
}

/** What is longer the kernel refuses when the container starts, and runtimes repeat it in their errors. */
function checkLengths({ command, args, envs, workingDir, mounts, devices }: ContainerConfig): void {
  for (const text of [...command, ...args]) {
    requireLength("argument", text, Buffer.byteLength(text), maxArgument);
  }
  for (const { key, value } of envs) {
    requireLength("environment variable", key, Buffer.byteLength(key) + 1 + value.length, maxArgument);
  }
  const places = [...mounts, ...devices].flatMap(({ hostPath, containerPath }) => [hostPath, containerPath]);
  for (const path of [workingDir, ...places]) {
    requireLength("path", path, Buffer.byteLength(path), maxPath);
  }
}

function requireLength(what: string, text: string, length: number, most: number): void {
  if (length > most) {
    throw invalidArgument(`${what} ${shown(text)} has ${length} bytes, more than ${most}`);
  }
}

function checkSelinux(options: {
  readonly user?: string;
  readonly role?: string;
  readonly type?: string;
}): void {
  for (const field of ["user", "role", "type"] as const) {
    if (!/^[\w.-]*$/.test(options[field] ?? "")) {
      throw invalidArgument(`SELinux ${field} ${shown(options[field] ?? "")} is not one`);
    }
  }
}

function requirePort(what: string, port: number): void {
  if (port < 0 || port > maxPort) {
    throw invalidArgument(`${what} ${port} is not a port`);
  }
}

function requirePlain(what: string, text: string): void {
  if (/\p{Cc}/u.test(text)) {
    throw invalidArgument(`${what} ${shown(text)} has a control character in it`);
  }
}

function leadsUp(path: string): boolean {
  return path.split("/").includes("..");
}

const maxShown = 100;

function shown(text: string): string {
  return JSON.stringify(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text);
}

/** What only the callers themselves read may be any text. */
const freeTexts = ["annotations", "labels"];

/** `what` is where the value stands. Fields that the caller did not set are not own ones of a message, and need no look. */
function refuseNul(what: string, value: unknown): void {
  if (typeof value === "string") {
    if (value.includes("\0")) {
      throw invalidArgument(`${what} has a NUL byte in it`);
    }
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) {
      refuseNul(`${what}[${index}]`, each);
    }
  } else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    for (const [field, each] of Object.entries(value)) {
      refuseNul(`${what}: a key`, field);
      if (!freeTexts.includes(field)) {
        refuseNul(`${what}: ${field}`, each);
      }
    }
  }
}
