// Where a blob came from, as containerd notes it on blobs: `containerd.io/distribution.source.<host>` lists
// repositories. Source: containerd core/remotes/docker/handler.go.

/** `host` without port. */
export function sourceLabel(host: string): string {
  return `containerd.io/distribution.source.${host}`;
}

/** The listed repository that shares most leading components with `target`; undefined when there is no other one. */
export function mountCandidate(label: string, target: string): string | undefined {
  const candidates = label.split(",").filter((repository) => repository !== "" && repository !== target);
  let best: string | undefined;
  let shared = -1;
  for (const candidate of candidates) {
    const common = commonComponents(candidate, target);
    if (common >= shared) {
      best = candidate;
      shared = common;
    }
  }
  return best;
}

function commonComponents(left: string, right: string): number {
  const parts = right.split("/");
  const differs = left.split("/").findIndex((part, position) => part !== parts[position]);
  return differs < 0 ? left.split("/").length : differs;
}
