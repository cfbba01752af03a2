import type { Scoped } from "../context/index.ts";
import { slot } from "../plugin/index.ts";
import type { Descriptor } from "./descriptor.ts";

/** Whether an image may be pulled. */
export interface Judgement {
  readonly ok: boolean;
  /** Is shown to the client when the image is refused. */
  readonly reason: string;
}

/** Is asked before anything of an image is fetched. Every verifier must agree. Source: containerd pkg/imageverifier. */
export interface ImageVerifier {
  /** `name` is the reference that is pulled, `target` what the registry says it is. A failure refuses the image, too. */
  verify(ctx: Scoped, name: string, target: Descriptor): Promise<Judgement>;
}

/** The slot of image verifiers. */
export const ImageVerifier = slot<ImageVerifier>("io.containerd.image-verifier.v1");
