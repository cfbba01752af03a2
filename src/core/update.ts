/**
 * A change to a stored object. Without `paths` all mutable fields are replaced; with them only the named ones:
 * `labels` as a whole or `labels.KEY` (KEY may hold dots). A label set to "" is deleted.
 */
export type FieldPaths = readonly string[];
