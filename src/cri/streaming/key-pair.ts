// The certificate of the streaming server: from files, or made at its start for this run of the daemon.
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { selfSigned } from "./self-signed.ts";

export interface TlsFiles {
  /** Paths of a certificate and its key in PEM; both empty: a certificate is made that nobody can check. */
  readonly certificate: string;
  readonly key: string;
}

export function loadKeyPair({ certificate, key }: TlsFiles): { cert: string; key: string } {
  if (certificate === "") {
    return selfSigned(hostname());
  }
  return { cert: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
}
