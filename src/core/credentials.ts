import { slot } from "../plugin/index.ts";
import type { CredentialsOf } from "./transfer.ts";

/** Knows how to log in to registries where a client brings no credentials, for example from a cloud's metadata service. */
export interface CredentialSource {
  /** Undefined when it knows nothing about the host: then the next source is asked. An error ends the transfer. */
  readonly find: CredentialsOf;
}

/** The slot of credential sources. All of them are asked, in the order in which they started. */
export const CredentialSource = slot<CredentialSource>("io.tsrt.credentials.v1");
