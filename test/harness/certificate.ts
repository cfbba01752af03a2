import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificate {
  /** Path of the certificate, which is its own authority. */
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate's file. */
  readonly fingerprint: string;
}

/** Makes a certificate for `address` of loopback and for `localhost` in `directory`. */
export function makeCertificate(directory: string, address = "127.0.0.1"): Certificate {
  const [cert, key] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  const made = Bun.spawnSync([
    ...["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"],
    ...["-addext", `subjectAltName=IP:${address},DNS:localhost`, "-keyout", key, "-out", cert],
  ]);
  if (!made.success) {
    throw new Error(made.stderr.toString());
  }
  return { cert, key, fingerprint: createHash("sha256").update(readFileSync(cert)).digest("hex") };
}
