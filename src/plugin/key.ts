// Declared configuration: a plugin's `config` is data from which the type of its settings, their defaults,
// checks, `config default` and the reference page all come.

export type Scalar = string | number | boolean;

interface KeyBase<T> {
  readonly default: T;
  /** One line for the reference page. */
  readonly description: string;
}

export interface StringKey extends KeyBase<string> {
  readonly kind: "string";
  readonly oneOf?: readonly string[];
}
export interface IntKey extends KeyBase<number> {
  readonly kind: "int";
  readonly min?: number;
  readonly max?: number;
}
export interface FloatKey extends KeyBase<number> {
  readonly kind: "float";
  readonly min?: number;
  readonly max?: number;
}
export interface BoolKey extends KeyBase<boolean> {
  readonly kind: "bool";
}
/** Milliseconds at run time; `"1m30s"`, as Go prints durations, in the file. */
export interface DurationKey extends KeyBase<number> {
  readonly kind: "duration";
}
export interface StringsKey extends KeyBase<readonly string[]> {
  readonly kind: "strings";
}
/** A table of names that the user chooses, each with string values or tables below. */
export interface TableKey extends KeyBase<Readonly<Record<string, unknown>>> {
  readonly kind: "table";
}
/** A list of tables, as `[[plugins.x.unpack_config]]` makes. */
export interface TablesKey extends KeyBase<readonly Readonly<Record<string, unknown>>[]> {
  readonly kind: "tables";
}

export type Key = StringKey | IntKey | FloatKey | BoolKey | DurationKey | StringsKey | TableKey | TablesKey;
export type Config = Readonly<Record<string, Key>>;
export type Settings<C extends Config> = { readonly [Name in keyof C]: C[Name]["default"] };

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
