// The limits on what a peer may use of our memory and time.

export interface Limits {
  /** SETTINGS_MAX_CONCURRENT_STREAMS. Every call that waits, such as a task's Wait or an event subscription, takes a stream. */
  readonly maxStreams: number;
  /** SETTINGS_MAX_HEADER_LIST_SIZE, in the sense of RFC 7541 section 4.1. */
  readonly maxHeaderListSize: number;
  /** SETTINGS_INITIAL_WINDOW_SIZE: the bytes that a peer may send on one stream before its call reads. */
  readonly streamWindow: number;
  /** The bytes that a peer may send on all streams together before we widen the connection's window. */
  readonly connectionWindow: number;
  /** When more bytes than this are unread on all streams together, the connection's window is not widened. */
  readonly maxUnread: number;
  /** When more bytes than this wait to be sent, such as acknowledgements, headers and resets, nothing more is read. */
  readonly maxBacklog: number;
  /** Resets that a peer may cause at once; after them only `resetsPerSecond` are allowed (CVE-2023-44487). */
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
