// Finds the bundles that earlier daemons left, and finishes removals that a crash interrupted.
import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Bundle, type BundleRoots } from "./bundle.ts";
import { ifThere } from "./remove.ts";

/** All bundles of all namespaces, without those whose removal has begun: their names begin with a dot. */
export function listBundles(roots: BundleRoots): Bundle[] {
  return visible(roots.state).flatMap((namespace) =>
    visible(join(roots.state, namespace)).map((id) => new Bundle(roots, namespace, id)),
  );
}

/** Deletes what a crash left of removals, and work directories whose bundle was lost in a reboot. */
export async function sweepBundles(roots: BundleRoots): Promise<void> {
  const known = new Set(listBundles(roots).map(({ namespace, id }) => join(namespace, id)));
  for (const top of [roots.state, roots.root]) {
    for (const namespace of visible(top)) {
      for (const id of names(join(top, namespace))) {
        if (id.startsWith(".") || !known.has(join(namespace, id))) {
          await rm(join(top, namespace, id), { recursive: true, force: true });
        }
      }
    }
  }
}

function names(directory: string): string[] {
  return ifThere(() => readdirSync(directory)) ?? [];
}

function visible(directory: string): string[] {
  return names(directory).filter((name) => !name.startsWith("."));
}
