import { expect, test } from "bun:test";
import { closeSync, readSync } from "node:fs";
import { address, check, syscall } from "./libc.ts";
import { sendDatagram } from "./notify.ts";
import { number } from "./number.ts";

test("sends to an abstract socket, whose name begins with @", () => {
  const name = `tsrt-test-${process.pid}`;
  const target = new Uint8Array([1, 0, 0, ...Buffer.from(name)]);
  const fd = check(syscall(number.socket, 1, 2, 0), "socket");
  try {
    check(syscall(number.bind, fd, address(target), target.length), "bind");
    sendDatagram(`@${name}`, "READY=1");
    const buffer = Buffer.alloc(64);
    expect(buffer.toString("utf8", 0, readSync(fd, buffer))).toBe("READY=1");
  } finally {
    closeSync(fd);
  }
});

test("tells why it cannot", () => {
  expect(() => sendDatagram("/nonexistent/notify", "READY=1")).toThrow("send to /nonexistent/notify: ENOENT");
  expect(() => sendDatagram(`/${"x".repeat(200)}`, "READY=1")).toThrow("ENAMETOOLONG");
});
