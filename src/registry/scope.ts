// Scopes: what a token allows, such as `repository:library/busybox:pull`. Source: distribution docs spec/auth/scope.md.

export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

/** The word by which an error calls what these scopes are wanted for. */
export function purposeOf(scopes: readonly string[]): "pull" | "push" {
  const isPush = scopes.some((scope) => scope.split(":").at(-1)?.split(",").includes("push"));
  return isPush ? "push" : "pull";
}

/** Merges scopes to one for each resource, which has all actions that are wanted on it. */
export function mergeScopes(scopes: readonly string[]): string[] {
  const actions = new Map<string, Set<string>>();
  for (const scope of scopes) {
    const colon = scope.lastIndexOf(":");
    const resource = scope.slice(0, Math.max(colon, 0));
    const wanted = actions.get(resource) ?? new Set();
    for (const action of scope.slice(colon + 1).split(",")) {
      wanted.add(action);
    }
    actions.set(resource, wanted);
  }
  return [...actions].map(([resource, wanted]) => `${resource}:${[...wanted].sort().join(",")}`).sort();
}
