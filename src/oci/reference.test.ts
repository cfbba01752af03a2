import { expect, test } from "bun:test";
import { kindOf } from "../errors/index.ts";
import { formatReference, hostName, parseReference } from "./reference.ts";
import { familiarReference, normalizeReference } from "./reference-docker.ts";

const hex = "a".repeat(64);

test("a reference is parsed to its parts", () => {
  expect(parseReference("docker.io/library/busybox:1.36")).toEqual({
    host: "docker.io",
    repository: "library/busybox",
    tag: "1.36",
    digest: "",
  });
  expect(parseReference(`127.0.0.1:5000/a/b__c@sha256:${hex}`)).toEqual({
    host: "127.0.0.1:5000",
    repository: "a/b__c",
    tag: "",
    digest: `sha256:${hex}`,
  });
  const both = `[::1]:443/x:y@sha256:${hex}`;
  expect(parseReference(both)).toMatchObject({ host: "[::1]:443", tag: "y", digest: `sha256:${hex}` });
  expect(formatReference(parseReference(both))).toBe(both);
});

test.each([
  "",
  "busybox",
  "busybox:latest",
  "https://docker.io/library/busybox:latest",
  "docker.io/library/busybox",
  "docker.io/library/busybox:",
  "docker.io/library/busybox@sha256:abc",
  "docker.io/../etc/passwd:x",
  "docker.io/a/../../b:x",
  "docker.io/Upper:x",
  "docker.io/a b:x",
  "docker.io/a?x=y:z",
  "do cker.io/a:b",
  "user@docker.io/a:b",
  "host:port/a:b",
  `docker.io/a:${"t".repeat(129)}`,
  "docker.io/a:b\0",
])("refuses %p", (text) => {
  expect(() => parseReference(text)).toThrow();
  try {
    parseReference(text);
  } catch (error) {
    expect(kindOf(error)).toBe("invalid argument");
  }
});

test.each([
  ["busybox", "docker.io/library/busybox:latest", "busybox:latest"],
  ["busybox:1", "docker.io/library/busybox:1", "busybox:1"],
  ["me/app", "docker.io/me/app:latest", "me/app:latest"],
  ["docker.io/busybox", "docker.io/library/busybox:latest", "busybox:latest"],
  ["index.docker.io/me/app:2", "docker.io/me/app:2", "me/app:2"],
  ["localhost/x", "localhost/x:latest", "localhost/x:latest"],
  ["localhost:5000/x/y:z", "localhost:5000/x/y:z", "localhost:5000/x/y:z"],
  [`busybox:1@sha256:${hex}`, `docker.io/library/busybox@sha256:${hex}`, `busybox@sha256:${hex}`],
])("%s is %s, for people %s", (short, full, familiar) => {
  expect(normalizeReference(short)).toBe(full);
  expect(normalizeReference(full)).toBe(full);
  expect(familiarReference(full)).toBe(familiar);
});

test("the port is cut off a host", () => {
  expect(hostName("127.0.0.1:5000")).toBe("127.0.0.1");
  expect(hostName("[::1]:5000")).toBe("::1");
  expect(hostName("quay.io")).toBe("quay.io");
});
