// Finds the bundles that earlier daemons left, and finishes removals that a crash interrupted.
import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { Bundle, type BundleRoots } from "./bundle.ts";
import { ifThere, removeHiddenBundle } from "./remove.ts";

/** All bundles of all namespaces, without those whose removal has begun: their names begin with a dot. */
export function listBundles(roots: BundleRoots): Bundle[] {
  return visible(roots.state).flatMap((namespace) =>
    visible(join(roots.state, namespace)).map((id) => new Bundle(roots, namespace, id)),
  );
}

/**
 * Deletes what a crash left of removals, and work directories whose bundle was lost in a reboot. `onError` is told of what
 * cannot be deleted, which keeps nothing else from being deleted.
 */
export async function sweepBundles(roots: BundleRoots, onError: (error: unknown) => void): Promise<void> {
  const known = new Set(listBundles(roots).map(({ namespace, id }) => join(namespace, id)));
  for (const path of hiddenIn(roots.state)) {
    await removeHiddenBundle(path).catch(onError);
  }
  const isUnknown = (path: string): boolean => !known.has(relative(roots.root, path));
  for (const path of [...hiddenIn(roots.root), ...visibleIn(roots.root).filter(isUnknown)]) {
    await rm(path, { recursive: true, force: true }).catch(onError);
  }
}

function hiddenIn(top: string): string[] {
  const isHidden = (id: string): boolean => id.startsWith(".");
  return visible(top).flatMap((namespace) =>
    names(join(top, namespace))
      .filter(isHidden)
      .map((id) => join(top, namespace, id)),
  );
}

function visibleIn(top: string): string[] {
  return visible(top).flatMap((namespace) =>
    visible(join(top, namespace)).map((id) => join(top, namespace, id)),
  );
}

function names(directory: string): string[] {
  return ifThere(() => readdirSync(directory)) ?? [];
}

function visible(directory: string): string[] {
  return names(directory).filter((name) => !name.startsWith("."));
}
