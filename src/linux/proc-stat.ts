/**
 * The fields of /proc/PID/stat from the third, the state, on. The second is a name in parentheses, which may hold anything.
 * Source: proc(5).
 */
export function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
