// The repositories that a blob came from, which labels of blobs list: `containerd.io/distribution.source.<host>`. A registry
// can mount a blob from one of its repositories into another. Source: containerd core/remotes/docker/handler.go.

/** Name of the label for a registry; `host` is without its port. */
export function sourceLabel(host: string): string {
  return `containerd.io/distribution.source.${host}`;
}

/**
 * The repository in the label's value whose path has most leading components in common with `target`; undefined when the
 * label lists none but `target`.
 */
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
