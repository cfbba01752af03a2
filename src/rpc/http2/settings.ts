// The payload of SETTINGS frames (RFC 9113 section 6.5).
import { ConnectionError, errorCode, flowControlError, protocolError } from "./errors.ts";
import {
  defaultMaxFrameSize,
  defaultWindow,
  largestMaxFrameSize,
  largestWindow,
  readUint32,
  writeUint32,
} from "./frame.ts";

export const settingId = {
  headerTableSize: 0x1,
  enablePush: 0x2,
  maxConcurrentStreams: 0x3,
  initialWindowSize: 0x4,
  maxFrameSize: 0x5,
  maxHeaderListSize: 0x6,
} as const;

export type Setting = readonly [id: number, value: number];

const settingLength = 6;

export function encodeSettings(settings: readonly Setting[]): Uint8Array {
  const bytes = new Uint8Array(settings.length * settingLength);
  for (const [index, [id, value]] of settings.entries()) {
    const at = index * settingLength;
    bytes[at] = id >>> 8;
    bytes[at + 1] = id;
    writeUint32(bytes, at + 2, value);
  }
  return bytes;
}

/** The settings in their order. Throws ConnectionError for a value that is not allowed. */
export function decodeSettings(bytes: Uint8Array, start: number, end: number): Setting[] {
  if ((end - start) % settingLength !== 0) {
    throw new ConnectionError(errorCode.frameSize, "SETTINGS of a broken length");
  }
  const settings: Setting[] = [];
  for (let at = start; at < end; at += settingLength) {
    const id = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const value = readUint32(bytes, at + 2) >>> 0;
    check(id, value);
    settings.push([id, value]);
  }
  return settings;
}

function check(id: number, value: number): void {
  if (id === settingId.enablePush && value > 1) {
    throw protocolError(`ENABLE_PUSH of ${value}`);
  }
  if (id === settingId.initialWindowSize && value > largestWindow) {
    throw flowControlError(`an INITIAL_WINDOW_SIZE of ${value}`);
  }
  if (id === settingId.maxFrameSize && (value < defaultMaxFrameSize || value > largestMaxFrameSize)) {
    throw protocolError(`a MAX_FRAME_SIZE of ${value}`);
  }
}

/** The settings of the peer that we must obey when we send. */
export interface PeerSettings {
  initialWindowSize: number;
  maxFrameSize: number;
  maxConcurrentStreams: number;
}

export function initialPeerSettings(): PeerSettings {
  return {
    initialWindowSize: defaultWindow,
    maxFrameSize: defaultMaxFrameSize,
    maxConcurrentStreams: Number.POSITIVE_INFINITY,
  };
}
