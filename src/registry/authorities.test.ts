import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { readSystem } from "./authorities.ts";

const directory = mkdtempSync(join(tmpdir(), "authorities-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("what the environment names, else the machine's, else the runtime's", async () => {
  const path = join(directory, "ca.pem");
  writeFileSync(path, "PEM");
  expect(await readSystem(path)).toEqual(["PEM"]);
  expect(await readSystem(join(directory, "missing"))).toBe(rootCertificates);
  expect((await readSystem(undefined))[0]).toContain("BEGIN CERTIFICATE");
});
