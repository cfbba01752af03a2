// How much of us a peer may use.

export interface Limits {
  /** SETTINGS_MAX_CONCURRENT_STREAMS. Every waiting call (a task's Wait, an event subscription) is one. */
  readonly maxStreams: number;
  /** SETTINGS_MAX_HEADER_LIST_SIZE, in the sense of RFC 7541 section 4.1. */
  readonly maxHeaderListSize: number;
  /** SETTINGS_INITIAL_WINDOW_SIZE: what one stream may send before its call reads. */
  readonly streamWindow: number;
  /** What all streams may send before anything is read here. */
  readonly connectionWindow: number;
  /** Unread bytes of all streams from which on the connection's window stays shut. */
  readonly maxUnread: number;
  /** Unsent answers (acknowledgements, headers, resets) from which on nothing more is read. */
  readonly maxBacklog: number;
  /** Streams that the peer may reset before it must slow down to `resetsPerSecond` (CVE-2023-44487). */
  readonly resetBurst: number;
  readonly resetsPerSecond: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: Limits = {
  maxStreams: 32_768,
  maxHeaderListSize: 64 * 1024,
  streamWindow: 2 * mebibyte,
  connectionWindow: 8 * mebibyte,
  maxUnread: 32 * mebibyte,
  maxBacklog: mebibyte,
  resetBurst: 32_768,
  resetsPerSecond: 1_000,
};
