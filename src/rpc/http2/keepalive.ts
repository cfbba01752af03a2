// Detects that a silent peer has disappeared: after `time` without a byte from it a PING is sent, and when nothing has
// arrived after `timeout` more, the peer counts as lost.

export interface KeepaliveOptions {
  /** Milliseconds without a byte from the peer after which a PING is sent. */
  readonly time: number;
  /** Milliseconds that the answer to the PING may take. */
  readonly timeout: number;
}

export class Keepalive {
  readonly #options: KeepaliveOptions;
  readonly #sendPing: () => void;
  readonly #onLost: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasReceived = false;

  constructor(options: KeepaliveOptions, sendPing: () => void, onLost: () => void) {
    this.#options = options;
    this.#sendPing = sendPing;
    this.#onLost = onLost;
    this.#wait();
  }

  /** To be called whenever bytes arrive from the peer. */
  received(): void {
    this.#hasReceived = true;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#hasReceived = false;
    this.#start(this.#options.time, () => {
      if (this.#hasReceived) {
        this.#wait();
        return;
      }
      this.#sendPing();
      this.#start(this.#options.timeout, () => (this.#hasReceived ? this.#wait() : this.#onLost()));
    });
  }

  #start(delay: number, action: () => void): void {
    this.#timer = setTimeout(action, delay);
    this.#timer.unref?.();
  }
}
