import type { SpecOption } from "../../oci/spec/index.ts";
import { processOf } from "../../oci/spec/option.ts";
import type { Cri } from "../cri.ts";

/** How soon the kernel kills it for lack of memory. Not below the daemon's own where the daemon may not lower it. */
export function withOomScoreAdj({ settings, ownOomScoreAdj }: Cri, wanted: number): SpecOption {
  return (spec) => {
    processOf(spec).oomScoreAdj = settings.restrictsOomScoreAdj ? Math.max(wanted, ownOomScoreAdj) : wanted;
  };
}
