// Declared configuration. The `config` of a plugin is data, from which come the type of its settings, their defaults and
// checks, and what `config default` prints.

interface KeyBase<T> {
  /** The value where the file says nothing. */
  readonly default: T;
  /** One line that says what the key means, for `config default`. */
  readonly description: string;
}

/** A key whose value is text. */
export interface StringKey extends KeyBase<string> {
  readonly kind: "string";
  /** The only values that are allowed. */
  readonly oneOf?: readonly string[];
}

/** A key whose value is an integer of at most 2^53. */
export interface IntKey extends KeyBase<number> {
  readonly kind: "int";
  readonly min?: number;
  readonly max?: number;
}

/** A key whose value is a number. */
export interface FloatKey extends KeyBase<number> {
  readonly kind: "float";
  readonly min?: number;
  readonly max?: number;
}

/** A key whose value is true or false. */
export interface BoolKey extends KeyBase<boolean> {
  readonly kind: "bool";
}

/** A key whose value is a duration: text such as `"1m30s"` in the file, as Go prints durations, and milliseconds in a plugin. */
export interface DurationKey extends KeyBase<number> {
  readonly kind: "duration";
}

/** A key whose value is a list of texts. */
export interface StringsKey extends KeyBase<readonly string[]> {
  readonly kind: "strings";
}

/**
 * A table in which the user chooses the names. What the file says is laid over the default, at every depth. The plugin checks the
 * values itself.
 */
export interface TableKey extends KeyBase<Readonly<Record<string, unknown>>> {
  readonly kind: "table";
}

/** A list of tables, such as `[[plugins.x.unpack_config]]` makes. The plugin checks their values itself. */
export interface TablesKey extends KeyBase<readonly Readonly<Record<string, unknown>>[]> {
  readonly kind: "tables";
}

/** A declared key. */
export type Key = StringKey | IntKey | FloatKey | BoolKey | DurationKey | StringsKey | TableKey | TablesKey;

/** The keys of a plugin, by the names that they have in the file. */
export type Config = Readonly<Record<string, Key>>;

/** The values of declared keys. */
export type Settings<C extends Config> = { readonly [Name in keyof C]: C[Name]["default"] };

/** Makers of keys. Each takes the default, what the key means, and the rules that a value must keep. */
export const key = {
  string: (value: string, description: string, rule: { oneOf?: readonly string[] } = {}): StringKey => ({
    kind: "string",
    default: value,
    description,
    ...rule,
  }),
  int: (value: number, description: string, rule: { min?: number; max?: number } = {}): IntKey => ({
    kind: "int",
    default: value,
    description,
    ...rule,
  }),
  float: (value: number, description: string, rule: { min?: number; max?: number } = {}): FloatKey => ({
    kind: "float",
    default: value,
    description,
    ...rule,
  }),
  bool: (value: boolean, description: string): BoolKey => ({ kind: "bool", default: value, description }),
  duration: (milliseconds: number, description: string): DurationKey => ({
    kind: "duration",
    default: milliseconds,
    description,
  }),
  strings: (value: readonly string[], description: string): StringsKey => ({
    kind: "strings",
    default: value,
    description,
  }),
  table: (value: Readonly<Record<string, unknown>>, description: string): TableKey => ({
    kind: "table",
    default: value,
    description,
  }),
  tables: (value: TablesKey["default"], description: string): TablesKey => ({
    kind: "tables",
    default: value,
    description,
  }),
} as const;
