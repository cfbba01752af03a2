import { expect, test } from "bun:test";
import { CPUUsage } from "./gen/cgroups1.ts";
import { MemoryStat } from "./gen/cgroups2.ts";
import { Container, LinuxContainerSecurityContext } from "./gen/cri.ts";

const greatest = 2n ** 64n - 1n;
const values = [
  0n,
  1n,
  127n,
  128n,
  2n ** 28n,
  2n ** 32n,
  2n ** 53n + 1n,
  2n ** 63n - 4096n,
  2n ** 63n,
  greatest,
];

test.each(values)("%p goes over the wire bit by bit, alone and in a list", (value) => {
  expect(MemoryStat.decode(MemoryStat.encode({ swapLimit: value })).swapLimit).toBe(value);
  expect(CPUUsage.decode(CPUUsage.encode({ perCpu: [value, 5n, value] })).perCpu).toEqual([value, 5n, value]);
});

test("the greatest value is the ten bytes that other implementations write", () => {
  const usage = CPUUsage.encode({ total: greatest });
  expect([...usage]).toEqual([8, ...Array(9).fill(0xff), 1]);
});

test("an absent field is 0n, and 0n takes no bytes", () => {
  expect(MemoryStat.decode(new Uint8Array(0)).anon).toBe(0n);
  expect(MemoryStat.encode({ anon: 0n }).length).toBe(0);
});

test.each([0n, -1n, 1_790_000_000_123_456_789n, 2n ** 63n - 1n, -(2n ** 63n)])(
  "%p goes over the wire signed",
  (value) => {
    expect(Container.decode(Container.encode({ createdAt: value })).createdAt).toBe(value);
    const groups = [value, 7n, value];
    const context = LinuxContainerSecurityContext.encode({ supplementalGroups: groups });
    expect(LinuxContainerSecurityContext.decode(context).supplementalGroups).toEqual(groups);
  },
);

test("values that do not fit into 64 bits are refused", () => {
  expect(() => Container.encode({ createdAt: 2n ** 63n })).toThrow("not a signed 64-bit integer");
  for (const value of [greatest + 1n, -1n]) {
    expect(() => MemoryStat.encode({ anon: value })).toThrow("not an unsigned 64-bit integer");
  }
});

test("a value that is cut off or has no end is refused", () => {
  expect(() => CPUUsage.decode(Uint8Array.of(8, 0xff))).toThrow("index out of range");
  expect(() => CPUUsage.decode(Uint8Array.from([8, ...Array(11).fill(0xff)]))).toThrow("invalid varint");
});
