// Kernel parameters of a pod. kubelet checks them before it sends them; whoever else calls has to get them right, too.
import { invalidArgument } from "../../errors/index.ts";

/** As Kubernetes has it: parts of small letters, digits, hyphens and underscores, between dots or slashes. */
const namePattern = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/;

/**
 * Invalid argument: a name that is none, which could lead out of /proc/sys, or a value with a control character or a `+`, which
 * some runtimes took as the start of a second parameter (CVE-2022-0811).
 */
export function checkSysctls(sysctls: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(sysctls)) {
    if (!namePattern.test(name)) {
      throw invalidArgument(`sysctl ${JSON.stringify(name)}: not a name of a kernel parameter`);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    if (/[\u0000-\u0008\u000a-\u001f+]/.test(value)) {
      throw invalidArgument(
        `sysctl ${name}: value ${JSON.stringify(value)} has a character that no parameter has`,
      );
    }
  }
}
