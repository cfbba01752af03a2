import { messageOf } from "../../errors/index.ts";
import {
  type CdiFile,
  type CdiProblem,
  catalogOf,
  isSpecFileName,
  parseCdiDocument,
} from "../../oci/cdi/index.ts";
import type { Facts } from "../facts.ts";
import { type Finding, ok, warn } from "../finding.ts";
import type { Host } from "../host.ts";

/** Which devices containers can get by CDI, and which spec files cannot be used. */
export async function checkCdi({ host, settings }: Facts): Promise<Finding[]> {
  const { cdiDirectories: directories } = settings;
  if (directories.length === 0) {
    return [ok("switched off: enable_cdi is false")];
  }
  const files: CdiFile[] = [];
  const problems: CdiProblem[] = [];
  for (const [priority, directory] of directories.entries()) {
    for (const name of (host.list(directory) ?? []).filter(isSpecFileName).toSorted()) {
      const file = await readSpecFile(host, `${directory}/${name}`, priority);
      "reason" in file ? problems.push(file) : files.push(file);
    }
  }
  const catalog = catalogOf(files);
  const found = `${catalog.devices.size} devices in ${directories.join(", ")}`;
  return [ok(found), ...[...problems, ...catalog.problems].map(warnOf)];
}

async function readSpecFile(host: Host, path: string, priority: number): Promise<CdiFile | CdiProblem> {
  try {
    return { path, priority, document: await parseCdiDocument(host.read(path) ?? "", path) };
  } catch (error) {
    return { path, reason: messageOf(error) };
  }
}

function warnOf({ path, reason }: CdiProblem): Finding {
  return warn(
    reason.includes(path) ? reason : `${path}: ${reason}`,
    "correct or remove the file: containers cannot get these devices until then",
  );
}
