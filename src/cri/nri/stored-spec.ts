import type { Spec } from "../../oci/spec/index.ts";
import { recordedSpec } from "../../oci/spec/parse.ts";
import type { Cri } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";

/** The spec in the record of a container; undefined when there is none. */
export async function storedSpec(cri: Cri, id: string): Promise<Spec | undefined> {
  const stored = await cri.metadata.containers.get(cri.background, id).catch(ignoreMissing);
  return stored === undefined ? undefined : recordedSpec(stored);
}
