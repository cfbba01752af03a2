// What a plugin changes of a new container must make sense. It is checked before it is merged with what others change, so that the
// error can name the plugin.
import { invalidArgument } from "../errors/index.ts";
import { isMarked, unmarked } from "../messages/removal-mark.ts";
import {
  type ContainerAdjustment,
  type Hooks,
  IOPrioClass,
  type LinuxContainerAdjustment,
  LinuxSchedulerFlag,
  LinuxSchedulerPolicy,
  MpolFlag,
  MpolMode,
} from "../rpc/gen/nri.ts";

/** Invalid argument, which names the plugin and the rule. */
export function checkAdjustment(adjust: ContainerAdjustment, plugin: string): void {
  const problem = [...problemsOf(adjust), ...linuxProblems(adjust.linux)].find(
    (found) => found !== undefined,
  );
  if (problem !== undefined) {
    throw invalidArgument(
      `plugin ${JSON.stringify(plugin)} adjusts a container in an invalid way: ${problem}`,
    );
  }
}

/** What is wrong; undefined when nothing is. */
type Problem = string | undefined;

function* problemsOf(adjust: ContainerAdjustment): Generator<Problem> {
  for (const name of Object.keys(adjust.annotations)) {
    yield unless(unmarked(name) !== "", "annotation", name, "has no name");
  }
  for (const { destination, source, type, options } of adjust.mounts) {
    yield unless(isPath(unmarked(destination)), "mount", destination, "is not an absolute path");
    const isBind = type === "bind" || options.some((option) => option === "bind" || option === "rbind");
    yield unless(!isBind || isPath(source), "source of a mount", source, "is not an absolute path");
  }
  for (const { key, value } of adjust.env) {
    yield unless(/^[^=\0]+$/.test(unmarked(key)) && isText(value), "variable", key, "cannot be set");
  }
  for (const argument of adjust.args) {
    yield unless(isText(argument), "argument", argument, "has a character that no argument can have");
  }
  for (const { path } of hooksOf(adjust.hooks)) {
    yield unless(isPath(path), "hook", path, "is not an absolute path");
  }
  for (const { type, soft, hard } of adjust.rlimits) {
    yield unless(/^RLIMIT_[A-Z]+$/.test(type), "rlimit", type, "has no such name");
    yield unless(soft <= hard, "rlimit", type, "has a soft limit over the hard one");
  }
  for (const { name } of adjust.CDIDevices) {
    yield unless(/^[^/=\s]+\/[^/=\s]+=[^\s]+$/.test(name), "CDI device", name, "is not VENDOR/CLASS=DEVICE");
  }
}

const deviceTypes = ["c", "b", "u", "p"];
const namespaceTypes = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"];

function* linuxProblems(linux: LinuxContainerAdjustment | null): Generator<Problem> {
  if (linux === null) {
    return;
  }
  for (const { path, type } of linux.devices) {
    yield unless(isPath(unmarked(path)), "device", path, "is not an absolute path");
    yield unless(isMarked(path) || deviceTypes.includes(type), "type of a device", type, "is none");
  }
  for (const { type, path } of linux.namespaces) {
    yield unless(namespaceTypes.includes(unmarked(type)), "namespace", type, "has no such type");
    yield unless(path === "" || isPath(path), "path of a namespace", path, "is not an absolute path");
  }
  for (const [name, value] of Object.entries(linux.sysctl)) {
    const isName = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(unmarked(name)) && !name.includes("..");
    yield unless(isName && isText(value), "sysctl", name, "is not a kernel parameter");
  }
  for (const [name, device] of Object.entries(linux.netDevices)) {
    yield unless(isInterface(unmarked(name)), "network device", name, "has no such name");
    yield unless(
      device.name === "" || isInterface(device.name),
      "network device",
      device.name,
      "has no such name",
    );
  }
  yield unless(!linux.cgroupsPath.split("/").includes(".."), "cgroup", linux.cgroupsPath, "leads upwards");
  yield* schedulingProblems(linux);
}

function* schedulingProblems({
  ioPriority,
  scheduler,
  memoryPolicy,
}: LinuxContainerAdjustment): Generator<Problem> {
  yield knownIn(IOPrioClass, "class of I/O priority", [ioPriority?.class ?? 0]);
  const level = ioPriority?.priority ?? 0;
  yield unless(level >= 0 && level <= 7, "I/O priority", String(level), "is not from 0 to 7");
  yield knownIn(LinuxSchedulerPolicy, "policy of the scheduler", [scheduler?.policy ?? 0]);
  yield knownIn(LinuxSchedulerFlag, "flag of the scheduler", scheduler?.flags ?? []);
  yield knownIn(MpolMode, "mode of the memory policy", [memoryPolicy?.mode ?? 0]);
  yield knownIn(MpolFlag, "flag of the memory policy", memoryPolicy?.flags ?? []);
}

function unless(isFine: boolean, what: string, value: string, problem: string): Problem {
  return isFine ? undefined : `${what} ${JSON.stringify(value)} ${problem}`;
}

function knownIn(
  values: Readonly<Record<string, number>>,
  what: string,
  numbers: readonly number[],
): Problem {
  const unknown = numbers.find((number) => !Object.values(values).includes(number));
  return unknown === undefined ? undefined : `${what} ${unknown} is not known`;
}

function hooksOf(hooks: Hooks | null): readonly { readonly path: string }[] {
  return hooks === null
    ? []
    : [
        ...hooks.prestart,
        ...hooks.createRuntime,
        ...hooks.createContainer,
        ...hooks.startContainer,
        ...hooks.poststart,
        ...hooks.poststop,
      ];
}

const isText = (text: string): boolean => !text.includes("\0");
const isPath = (path: string): boolean => path.startsWith("/") && isText(path);
/** The kernel's names of interfaces have at most 15 bytes. */
const isInterface = (name: string): boolean => /^[^/\s]{1,15}$/.test(name) && name !== "." && name !== "..";
