// HEADERS and the CONTINUATION frames after it (RFC 9113 section 6.10) make one header block.
import { ConnectionError, errorCode, protocolError } from "./errors.ts";
import { flag } from "./frame.ts";

export interface OpenBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  readonly parts: Uint8Array[];
  length: number;
  frames: number;
}

/** Empty CONTINUATION frames cost the sender nothing (CVE-2024-27316). */
const maxFrames = 64;

export class HeaderAssembler {
  readonly #maxLength: number;
  #open: OpenBlock | undefined;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Only CONTINUATION of the same stream may follow an open block. */
  expect(isContinuation: boolean, streamId: number): void {
    const isAllowed = isContinuation ? this.#open?.streamId === streamId : this.#open === undefined;
    if (!isAllowed) {
      throw protocolError(
        isContinuation ? "CONTINUATION without HEADERS" : "a frame between HEADERS and CONTINUATION",
      );
    }
  }

  open(streamId: number, endStream: boolean, fragment: Uint8Array): void {
    this.#open = { streamId, endStream, parts: [], length: 0, frames: 0 };
    this.#append(this.#open, fragment);
  }

  /** The whole block, once it is whole. */
  continue(flags: number, fragment: Uint8Array): { block: Uint8Array; endStream: boolean } | undefined {
    const open = this.#open as OpenBlock;
    this.#append(open, fragment);
    if ((flags & flag.endHeaders) === 0) {
      return undefined;
    }
    this.#open = undefined;
    return { block: Buffer.concat(open.parts), endStream: open.endStream };
  }

  #append(open: OpenBlock, fragment: Uint8Array): void {
    open.length += fragment.length;
    open.frames++;
    if (open.length > this.#maxLength || open.frames > maxFrames) {
      throw new ConnectionError(errorCode.enhanceYourCalm, "a header block is too long");
    }
    open.parts.push(fragment.slice());
  }
}
