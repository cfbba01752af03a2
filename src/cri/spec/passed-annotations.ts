// Annotations of pods and containers that a handler lets through to its runtime. Source: containerd internal/cri/util/util.go,
// GetPassthroughAnnotations; the patterns are Go's path.Match.

/**
 * Those whose names match a pattern. None is let through unless the administrator wrote so: some of them change what the runtime
 * does, such as `org.systemd.property.*`.
 */
export function passedAnnotations(
  annotations: Readonly<Record<string, string>>,
  patterns: readonly string[],
): Record<string, string> {
  const expressions = patterns.map(toExpression);
  const passed = Object.entries(annotations).filter(([name]) => expressions.some((each) => each.test(name)));
  return Object.fromEntries(passed);
}

/** `*` and `?` stand for what has no slash, `[…]` for one character of a set. */
function toExpression(pattern: string): RegExp {
  const source = pattern.replace(/\[\^?[^\]]+\]|\\.|[*?]|[.+^${}()|[\]\\]/g, (part) => {
    switch (part[0]) {
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      case "[":
        return part.length > 1 ? part : "\\[";
      default:
        return part.length > 1 ? part : `\\${part}`;
    }
  });
  return new RegExp(`^${source}$`);
}
