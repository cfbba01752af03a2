// Patterns of `~=` are RE2's. JavaScript's engine backtracks, so what may take exponential time is refused.

/** Unanchored. Undefined for what RE2 would not compile. */
export function compilePattern(source: string): ((text: string) => boolean) | undefined {
  if (/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(source)) {
    return undefined;
  }
  try {
    const pattern = new RegExp(source.replace(/\\A/g, "^").replace(/\\z/g, "$"), "u");
    return (text) => pattern.test(text);
  } catch {
    return undefined;
  }
}
