// Finds out that a silent peer is gone: a PING after `time` without a byte, the end after `timeout` more.

export interface KeepaliveOptions {
  /** Milliseconds without a byte from the peer until it is asked. */
  readonly time: number;
  /** Milliseconds that its answer may take. */
  readonly timeout: number;
}

export class Keepalive {
  readonly #options: KeepaliveOptions;
  readonly #ask: () => void;
  readonly #lost: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heard = false;

  constructor(options: KeepaliveOptions, ask: () => void, lost: () => void) {
    this.#options = options;
    this.#ask = ask;
    this.#lost = lost;
    this.#wait();
  }

  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#heard = false;
    this.#start(this.#options.time, () => {
      if (this.#heard) {
        this.#wait();
        return;
      }
      this.#ask();
      this.#start(this.#options.timeout, () => (this.#heard ? this.#wait() : this.#lost()));
    });
  }

  #start(delay: number, action: () => void): void {
    this.#timer = setTimeout(action, delay);
    this.#timer.unref?.();
  }
}
