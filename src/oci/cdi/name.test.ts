import { expect, test } from "bun:test";
import { messageOf } from "../../errors/index.ts";
import { isCdiDevice, requireCdiDevice } from "./name.ts";

test.each(["vendor.com/class=device", "v/c=0", "vendor.com/net.vf-1_a=pf0:vf.1-x", "V9/C9=9"])(
  "%s is the whole name of a device",
  (name) => {
    expect(isCdiDevice(name)).toBe(true);
  },
);

test.each([
  ["", "the form is vendor/class=device"],
  ["/dev/null", "the form is"],
  ["vendor.com/class", "the form is"],
  ["class=device", '"" is no class'],
  ["/class=device", '"" is no vendor'],
  ["vendor.com/=device", '"" is no class'],
  ["vendor.com/class=", '"" is no device name'],
  ["9vendor/class=device", '"9vendor" is no vendor, which begins with a letter'],
  ["vendor./class=device", '"vendor." is no vendor'],
  ["vendor/9=device", '"9" is no class'],
  ["vendor/a/b=device", '"a/b" is no class'],
  ["vendor/class=../x", '"../x" is no device name'],
  ["vendor/class=a=b", '"a=b" is no device name'],
  ["vendor/class=x\n", '"x\\n" is no device name'],
  ["vendör/class=x", '"vendör" is no vendor'],
])("%p is none: %s", (name, reason) => {
  expect(isCdiDevice(name)).toBe(false);
  let error: unknown;
  try {
    requireCdiDevice(name);
  } catch (thrown) {
    error = thrown;
  }
  expect(messageOf(error)).toContain(`CDI device ${JSON.stringify(name)}: ${reason}`);
});
