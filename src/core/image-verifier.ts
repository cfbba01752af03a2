import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor } from "./descriptor.ts";

export interface Judgement {
  readonly ok: boolean;
  readonly reason: string;
}

/** Asked before anything of an image is fetched; one no is enough. Source: containerd pkg/imageverifier. */
export interface ImageVerifier {
  /** `name` is the reference that is pulled, `target` what the registry says it is. A failure blocks the pull too. */
  verify(ctx: Scoped, name: string, target: Descriptor): Promise<Judgement>;
}

export const ImageVerifier = slot<ImageVerifier>("io.containerd.image-verifier.v1");
