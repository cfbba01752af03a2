// Whose certificates are trusted: those that the machine trusts, as Go programs have it, and what hosts.toml adds.
import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { errnoOf } from "../errors/index.ts";

/** Where distributions keep them. Source: Go crypto/x509/root_linux.go. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

let known: Promise<readonly string[]> | undefined;

/** PEM texts. Read once: a machine's certificates change with its packages, and then the daemon is restarted. */
export function systemAuthorities(): Promise<readonly string[]> {
  known ??= readSystem(process.env.SSL_CERT_FILE);
  return known;
}

/** `override` is what the environment names instead of the usual places. */
export async function readSystem(override: string | undefined): Promise<readonly string[]> {
  for (const path of override ? [override] : bundles) {
    const text = await readFile(path, "utf8").catch(unlessMissing);
    if (text !== undefined) {
      return [text];
    }
  }
  // A machine without any: those that the runtime comes with.
  return rootCertificates;
}

function unlessMissing(error: unknown): undefined {
  if (!["ENOENT", "ENOTDIR", "EACCES"].includes(errnoOf(error) ?? "")) {
    throw error;
  }
}
