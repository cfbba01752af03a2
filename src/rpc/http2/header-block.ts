// Joins a HEADERS frame and the CONTINUATION frames after it to one header block (RFC 9113 section 6.10).
import { ConnectionError, errorCode, protocolError } from "./errors.ts";
import { flag } from "./frame.ts";

export interface OpenBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  readonly parts: Uint8Array[];
  length: number;
  frames: number;
}

/** The most frames of one header block. Without a limit a peer could send empty CONTINUATION frames for ever (CVE-2024-27316). */
const maxFrames = 64;

export class HeaderAssembler {
  readonly #maxLength: number;
  #open: OpenBlock | undefined;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Throws when a frame other than a CONTINUATION of the same stream follows an incomplete block. */
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

  /** Adds a CONTINUATION frame; returns the block when it is complete. */
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
