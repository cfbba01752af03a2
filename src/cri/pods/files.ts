// The files and the /dev/shm of a pod, which its containers share. Source: containerd
// internal/cri/server/podsandbox/sandbox_run_linux.go, setupSandboxFiles.
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { invalidArgument } from "../../errors/index.ts";
import { mount, unmountAll } from "../../linux/mount.ts";
import { type DNSConfig, NamespaceMode } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import { podNamespaces } from "../spec/namespaces.ts";
import type { Pod } from "../store/pods.ts";
import { releaseNamespaces } from "./namespaces.ts";

const shmSize = 64 << 20;
/** Of the C library's resolver, before glibc 2.26. */
const maxSearches = 32;

export function makePodFiles(cri: Cri, pod: Pod): void {
  const directory = cri.podDirectory(pod.id);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  mkdirSync(cri.podState(pod.id), { recursive: true, mode: 0o700 });
  const { config } = pod;
  writeFileSync(join(directory, "hostname"), `${config.hostname || hostname()}\n`, { mode: 0o644 });
  copyIfThere("/etc/hosts", join(directory, "hosts"));
  const resolvConf = join(directory, "resolv.conf");
  if (config.dnsConfig === null) {
    copyIfThere("/etc/resolv.conf", resolvConf);
  } else {
    writeFileSync(resolvConf, formatDns(config.dnsConfig), { mode: 0o644 });
  }
  if (podNamespaces(config).ipc !== NamespaceMode.NODE) {
    mountShm(cri, pod);
  }
}

function mountShm(cri: Cri, pod: Pod): void {
  const path = join(cri.podState(pod.id), "shm");
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const options = ["nosuid", "noexec", "nodev", "mode=1777", `size=${shmSize}`];
  mount({ type: "tmpfs", source: "shm", target: "", options }, path);
}

/** Removes what is left in the directories of a pod. Not an error when they are gone. */
export async function removePodFiles(cri: Cri, id: string): Promise<void> {
  releaseNamespaces(cri, id);
  await unmountPodFiles(cri, id);
  rmSync(cri.podState(id), { recursive: true, force: true });
  rmSync(cri.podDirectory(id), { recursive: true, force: true });
}

export async function unmountPodFiles(cri: Cri, id: string): Promise<void> {
  const path = join(cri.podState(id), "shm");
  if (existsSync(path)) {
    await unmountAll(path);
  }
}

function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) {
    copyFileSync(from, to);
  } else {
    writeFileSync(to, "", { mode: 0o644 });
  }
}

/** The text of a resolv.conf. Invalid argument: more search domains than a resolver takes, or a line break in a word. */
export function formatDns({ servers, searches, options }: DNSConfig): string {
  if (searches.length > maxSearches) {
    throw invalidArgument(`DNS: ${searches.length} search domains are more than ${maxSearches}`);
  }
  const broken = [...servers, ...searches, ...options].find((word) => /[\s\p{Cc}]/u.test(word));
  if (broken !== undefined) {
    throw invalidArgument(`DNS: ${JSON.stringify(broken)} has white space or a control character in it`);
  }
  const lines = [
    ...(searches.length > 0 ? [`search ${searches.join(" ")}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(" ")}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
