import { expect, test } from "bun:test";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { scratch } from "../../../test/harness/scratch.ts";
import { selfSigned } from "./self-signed.ts";

test("the certificate is valid, for its name, and belongs to its key", () => {
  const { cert, key } = selfSigned("node-1");
  const certificate = new X509Certificate(cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(certificate.checkHost("node-1")).toBe("node-1");
  expect(certificate.checkHost("node-2")).toBeUndefined();
  expect(new Date(certificate.validTo).getTime()).toBeGreaterThan(Date.now());
  expect(new Date(certificate.validFrom).getTime()).toBeLessThan(Date.now());
});

test("openssl takes it", () => {
  using directory = scratch();
  const path = directory.join("cert.pem");
  writeFileSync(path, selfSigned("x".repeat(63)).cert);
  const verified = Bun.spawnSync(["openssl", "verify", "-x509_strict", "-CAfile", path, path]);
  const printed = Bun.spawnSync(["openssl", "x509", "-in", path, "-noout", "-text"]);
  expect(verified.stdout.toString()).toContain("cert.pem: OK");
  expect(printed.stdout.toString()).toContain("Version: 3 (0x2)");
});
