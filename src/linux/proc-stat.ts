/**
 * Fields of /proc/PID/stat from the third, the state, on: the second is a name in parentheses that may hold anything.
 * Source: proc(5).
 */
export function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
