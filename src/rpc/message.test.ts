import { expect, test } from "bun:test";
import { Request } from "./gen/ttrpc.ts";

test("64-bit fields are numbers, whether they were sent or not", () => {
  expect(Request.decode(Request.encode({ timeoutNano: 5e12 })).timeoutNano).toBe(5e12);
  expect(Request.decode(Request.encode({ timeoutNano: -1 })).timeoutNano).toBe(-1);
  expect(Request.decode(new Uint8Array(0)).timeoutNano).toBe(0);
});

test("absent fields hold the defaults of proto3", () => {
  const request = Request.decode(new Uint8Array(0));
  expect(request.service).toBe("");
  expect(request.metadata).toEqual([]);
  expect(request.payload.length).toBe(0);
});
