import { randomBytes } from "node:crypto";
import { resourceExhausted } from "../../errors/index.ts";

/** Characters of a token, as containerd's are. */
const tokenLength = 8;
/** Requests that nobody has come for yet. */
const maxWaiting = 1000;
/** Milliseconds in which a client has to come. */
const lifetime = 60_000;

interface Waiting<T> {
  readonly request: T;
  readonly expires: number;
}

/** Requests that were granted over gRPC and are now to be streamed: who brings the token gets the request, once. */
export class Tokens<T> {
  readonly #waiting = new Map<string, Waiting<T>>();

  /** Resource exhausted: 1,000 requests wait already. */
  grant(request: T): string {
    this.#forgetExpired();
    if (this.#waiting.size >= maxWaiting) {
      throw resourceExhausted("maximum number of in-flight requests exceeded");
    }
    const token = randomBytes(tokenLength).toString("base64url").slice(0, tokenLength);
    this.#waiting.set(token, { request, expires: Date.now() + lifetime });
    return token;
  }

  /** Undefined for a token that is unknown, used or too old. */
  redeem(token: string): T | undefined {
    const found = this.#waiting.get(token);
    this.#waiting.delete(token);
    return found !== undefined && found.expires > Date.now() ? found.request : undefined;
  }

  /** Tokens were granted in the order of the map, so the first one that is still good ends the search. */
  #forgetExpired(): void {
    const now = Date.now();
    for (const [token, { expires }] of this.#waiting) {
      if (expires > now) {
        return;
      }
      this.#waiting.delete(token);
    }
  }
}
