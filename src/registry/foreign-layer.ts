// Layers that may not be distributed: their descriptors name URLs where they are. Source: image-spec layer.md,
// non-distributable layers.
import { type Context, throwIfAborted } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { isNonDistributable } from "../oci/media-type.ts";
import { type HttpResponse, roundTrip, type Timeouts } from "./round-trip.ts";

/**
 * The first of the descriptor's URLs that answers with bytes from `offset` on, or with all of them; undefined when none does.
 * Whoever made the image chose the URLs: no credentials are sent there, and only layers are read (CVE-2020-15157).
 */
export async function openForeign(
  ctx: Context,
  descriptor: Descriptor,
  offset: number,
  timeouts: Timeouts,
): Promise<HttpResponse | undefined> {
  const urls = isNonDistributable(descriptor.mediaType) ? (descriptor.urls ?? []) : [];
  for (const url of urls.filter((text) => URL.canParse(text) && /^https?:/.test(text))) {
    const headers = new Headers(offset > 0 ? { range: `bytes=${offset}-` } : {});
    const request = { method: "GET", url: new URL(url), headers };
    const response = await roundTrip(ctx, request, timeouts).catch(() => undefined);
    throwIfAborted(ctx);
    if (response?.status === 200 || response?.status === 206) {
      return response;
    }
    await response?.discard();
  }
  return undefined;
}
