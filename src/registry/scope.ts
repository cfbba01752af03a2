// What a token allows. Source: distribution docs spec/auth/scope.md.

export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

/** What tokens for these scopes are wanted for, as people say it. */
export function purposeOf(scopes: readonly string[]): "pull" | "push" {
  const isPush = scopes.some((scope) => scope.split(":").at(-1)?.split(",").includes("push"));
  return isPush ? "push" : "pull";
}

/** One scope for each resource, with all actions wanted of it. */
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
