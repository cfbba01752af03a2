// The two kinds of errors of HTTP/2: one ends a single stream, the other the whole connection (RFC 9113 section 5.4).

/** Error codes of RFC 9113 section 7. */
export const errorCode = {
  noError: 0x0,
  protocol: 0x1,
  internal: 0x2,
  flowControl: 0x3,
  settingsTimeout: 0x4,
  streamClosed: 0x5,
  frameSize: 0x6,
  refusedStream: 0x7,
  cancel: 0x8,
  compression: 0x9,
  connect: 0xa,
  enhanceYourCalm: 0xb,
  inadequateSecurity: 0xc,
  http11Required: 0xd,
} as const;

const names = new Map<number, string>([
  [0x0, "NO_ERROR"],
  [0x1, "PROTOCOL_ERROR"],
  [0x2, "INTERNAL_ERROR"],
  [0x3, "FLOW_CONTROL_ERROR"],
  [0x4, "SETTINGS_TIMEOUT"],
  [0x5, "STREAM_CLOSED"],
  [0x6, "FRAME_SIZE_ERROR"],
  [0x7, "REFUSED_STREAM"],
  [0x8, "CANCEL"],
  [0x9, "COMPRESSION_ERROR"],
  [0xa, "CONNECT_ERROR"],
  [0xb, "ENHANCE_YOUR_CALM"],
  [0xc, "INADEQUATE_SECURITY"],
  [0xd, "HTTP_1_1_REQUIRED"],
]);

export function errorName(code: number): string {
  return names.get(code) ?? `code ${code}`;
}

/** An error of the peer that ends the connection, after a GOAWAY with `code`. */
export class ConnectionError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** An error that ends one stream by RST_STREAM with `code`; the others go on. */
export class StreamError extends Error {
  readonly streamId: number;
  readonly code: number;

  constructor(streamId: number, code: number, message: string) {
    super(message);
    this.streamId = streamId;
    this.code = code;
  }
}

export function protocolError(message: string): ConnectionError {
  return new ConnectionError(errorCode.protocol, message);
}

export function frameSizeError(message: string): ConnectionError {
  return new ConnectionError(errorCode.frameSize, message);
}

export function compressionError(message: string): ConnectionError {
  return new ConnectionError(errorCode.compression, message);
}

export function flowControlError(message: string): ConnectionError {
  return new ConnectionError(errorCode.flowControl, message);
}
