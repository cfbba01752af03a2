import type { Digest } from "../core/digest.ts";
import { digestOf } from "./digest.ts";

/**
 * The chain ids of an image's layers, each of which is the name of the snapshot that the layer and all below it make.
 * Source: image-spec config.md#layer-chainid.
 */
export function chainIds(diffIds: readonly Digest[]): Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const parent = chain.at(-1);
    chain.push(parent === undefined ? diffId : digestOf(`${parent} ${diffId}`));
  }
  return chain;
}

/** The chain id of the last layer, which stands for all layers; empty when there are none. */
export function chainId(diffIds: readonly Digest[]): Digest {
  return chainIds(diffIds).at(-1) ?? "";
}
