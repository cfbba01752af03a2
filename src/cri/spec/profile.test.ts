import { expect, test } from "bun:test";
import { SecurityProfileProfileType } from "../../rpc/gen/cri.ts";
import { profileOf } from "./profile.ts";

const { RuntimeDefault, Unconfined, Localhost } = SecurityProfileProfileType;

test("a profile is named by a message, or by an older name", () => {
  expect(profileOf("seccomp", null, "")).toBeUndefined();
  for (const name of ["runtime/default", "docker/default"]) {
    expect(profileOf("seccomp", null, name)).toEqual({ kind: "default" });
  }
  expect(profileOf("seccomp", null, "unconfined")).toEqual({ kind: "unconfined" });
  expect(profileOf("seccomp", null, "localhost//etc/x")).toEqual({ kind: "local", reference: "/etc/x" });
  const message = (profileType: number, localhostRef = "") => ({ profileType, localhostRef });
  expect(profileOf("seccomp", message(RuntimeDefault), "unconfined")).toEqual({ kind: "default" });
  expect(profileOf("seccomp", message(Unconfined), "")).toEqual({ kind: "unconfined" });
  expect(profileOf("apparmor", message(Localhost, "localhost/p"), "")).toEqual({
    kind: "local",
    reference: "p",
  });
  expect(() => profileOf("seccomp", message(Unconfined, "/etc/x"), "")).toThrow("needs the profile type");
  expect(() => profileOf("seccomp", message(9), "")).toThrow("not known");
  expect(() => profileOf("seccomp", null, "/etc/x")).toThrow("invalid seccomp profile");
});
