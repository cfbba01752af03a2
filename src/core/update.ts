/**
 * Which fields of a stored object a change is about. Without paths all fields that may change are replaced. A path is the
 * name of a field, or `labels.KEY` for one entry of a map, where KEY may hold dots. An entry set to "" is deleted.
 */
export type FieldPaths = readonly string[];
