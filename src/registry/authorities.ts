// The certificate authorities that the machine trusts, found where Go programs find them. A host's own, of hosts.toml, are
// added to these.
import { rootCertificates } from "node:tls";
import { readIfPresent } from "../linux/optional-file.ts";

/** Files in which distributions keep the certificates of authorities. Source: Go crypto/x509/root_linux.go. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

let known: Promise<readonly string[]> | undefined;

/**
 * PEM texts of the machine's authorities. They are read once: a machine's certificates change with its packages, and whoever
 * changes them restarts the daemon.
 */
export function systemAuthorities(): Promise<readonly string[]> {
  known ??= readSystem(process.env.SSL_CERT_FILE);
  return known;
}

/** PEM texts of the first file that can be read. `override` is the file that SSL_CERT_FILE names instead of the usual ones. */
export async function readSystem(override: string | undefined): Promise<readonly string[]> {
  for (const path of override ? [override] : bundles) {
    const text = await readIfPresent(path, ["EACCES"]);
    if (text !== undefined) {
      return [text];
    }
  }
  // A machine without such a file gets the authorities that the runtime comes with.
  return rootCertificates;
}
