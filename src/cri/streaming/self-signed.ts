// A certificate that vouches for itself, as DER (X.690) of what RFC 5280 describes: an ECDSA key on P-256, one name, one year.
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const year = 365 * 24 * 3_600_000;

/** A new key, and a certificate of it for `name`, both in PEM. */
export function selfSigned(name: string): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const contents = sequence(
    version3,
    serialNumber(),
    ecdsaWithSha256,
    distinguishedName(name),
    sequence(time(Date.now() - 3_600_000), time(Date.now() + year)),
    distinguishedName(name),
    publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, sequence(alternativeName(name))),
  );
  const signature = sign("sha256", contents, privateKey);
  const certificate = sequence(contents, ecdsaWithSha256, bits(signature));
  return {
    cert: pem("CERTIFICATE", certificate),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
}

function length(count: number): Buffer {
  if (count < 128) {
    return Buffer.from([count]);
  }
  const digits = count < 256 ? [count] : [count >> 8, count & 255];
  return Buffer.from([0x80 | digits.length, ...digits]);
}

function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(0x30, ...contents);
}

/** The first bit of an integer is its sign; the second is set so that no zeros begin it, which DER forbids. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return element(0x02, bytes);
}

function bits(bytes: Uint8Array): Buffer {
  return element(0x03, Buffer.from([0]), bytes);
}

function identifier(...bytes: readonly number[]): Buffer {
  return element(0x06, Buffer.from(bytes));
}

/** Counted from 0. */
const version3 = element(0xa0, element(0x02, Buffer.from([2])));

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

/** The common name, 2.5.4.3, as UTF-8. */
function distinguishedName(name: string): Buffer {
  const attribute = sequence(identifier(0x55, 0x04, 0x03), element(0x0c, Buffer.from(name)));
  return sequence(element(0x31, attribute));
}

/** The extension subjectAltName, 2.5.29.17, with one DNS name. */
function alternativeName(name: string): Buffer {
  const names = sequence(element(0x82, Buffer.from(name)));
  return sequence(identifier(0x55, 0x1d, 0x11), element(0x04, names));
}

/** UTCTime, `240102030405Z`, which RFC 5280 wants until 2049. */
function time(millis: number): Buffer {
  const text = new Date(millis).toISOString().replace(/[-:T]/g, "").replace(/\.\d+/, "");
  return element(0x17, Buffer.from(text.slice(2)));
}

function pem(kind: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${kind}-----\n${lines.join("\n")}\n-----END ${kind}-----\n`;
}
