// Checks of received frames, which are made before a frame has any effect.
import { errorCode, frameSizeError, protocolError, StreamError } from "./errors.ts";
import type { Field } from "./hpack/field.ts";
import type { Http2Stream } from "./stream.ts";

export function requireStream(streamId: number, frame: string): void {
  if (streamId === 0) {
    throw protocolError(`${frame} on stream 0`);
  }
}

export function requireConnection(streamId: number, frame: string): void {
  if (streamId !== 0) {
    throw protocolError(`${frame} on stream ${streamId}`);
  }
}

export function requireLength(frame: string, start: number, end: number, length: number): void {
  if (end - start !== length) {
    throw frameSizeError(`${frame} of a wrong length`);
  }
}

/** The position at which the data of a padded frame ends; it begins one byte after `start`. */
export function unpad(bytes: Uint8Array, start: number, end: number): number {
  if (end === start) {
    throw frameSizeError("a padded frame without a pad length");
  }
  const to = end - (bytes[start] as number);
  if (to < start + 1) {
    throw protocolError("a frame with more padding than payload");
  }
  return to;
}

export function checkData(stream: Http2Stream, size: number, length: number, endStream: boolean): void {
  if (stream.remoteEnded) {
    throw new StreamError(stream.id, errorCode.streamClosed, "DATA after the end of the stream");
  }
  if (!stream.receiveWindow.take(size)) {
    throw new StreamError(stream.id, errorCode.flowControl, "more DATA than the stream's window allows");
  }
  if (stream.bytesExpected !== undefined) {
    stream.bytesExpected -= length;
    if (stream.bytesExpected < 0 || (endStream && stream.bytesExpected > 0)) {
      throw new StreamError(stream.id, errorCode.protocol, "DATA does not add up to content-length");
    }
  }
}

export function isInformational(fields: readonly Field[]): boolean {
  return fields[0]?.name === ":status" && fields[0].value.startsWith("1") && fields[0].value !== "101";
}
