// critest as it is run here: a copy that wants the digest of our image, and what its report says.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { top } from "../../harness/reference.ts";

const built = join(top, "dist/reference/critest.test");

/** The digest of an image of gcr.io that critest has in its source. It comes once in the program. */
const foreignDigest = "sha256:9700f9a2f5bf2c45f2f605a0bd3bce7cf37420ec9d3ed50ac2758413308766bf";

/** Writes a copy of critest that pulls `digest` in place of the one in its source. Both are of the same length. */
export function writeCritest(path: string, digest: string): void {
  if (!existsSync(built)) {
    throw new Error("critest is not built: npm run reference cri-tools");
  }
  const program = readFileSync(built);
  const position = program.indexOf(foreignDigest);
  if (
    position < 0 ||
    program.indexOf(foreignDigest, position + 1) >= 0 ||
    digest.length !== foreignDigest.length
  ) {
    throw new Error(`critest does not have the digest ${foreignDigest} once: it is of another version`);
  }
  program.write(digest, position, "latin1");
  writeFileSync(path, program);
  chmodSync(path, 0o755);
}

/** What ginkgo's JSON report says of a spec, as far as it is read here. */
interface SpecReport {
  readonly ContainerHierarchyTexts: readonly string[] | null;
  readonly LeafNodeText: string;
  readonly LeafNodeType: string;
  readonly State: string;
  readonly Failure?: { readonly Message: string };
}

export interface Spec {
  readonly name: string;
  /** `passed`, `failed`, `skipped`, `timedout`, … */
  readonly state: string;
  /** Why it failed or was skipped; empty when it passed, or was not chosen. */
  readonly message: string;
}

/** The specs of a report, without those that the choice of specs left out. */
export function readReport(path: string): Spec[] {
  const [suite] = JSON.parse(readFileSync(path, "utf8")) as [{ readonly SpecReports: readonly SpecReport[] }];
  const specs = suite.SpecReports.filter(({ LeafNodeType }) => LeafNodeType === "It");
  return specs
    .map((spec) => ({
      name: [...(spec.ContainerHierarchyTexts ?? []), spec.LeafNodeText].join(" "),
      state: spec.State,
      message: spec.Failure?.Message ?? "",
    }))
    .filter(({ state, message }) => state !== "skipped" || message !== "");
}
