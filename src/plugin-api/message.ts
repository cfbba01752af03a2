// Messages and services that are declared in TypeScript: a user's plugin is one file, with no generated code beside it.
// rpc/message.ts comes first, since it sets protobufjs up.
import type { Codec, Init, Method, MethodKind } from "../rpc/message.ts";
import "../rpc/message.ts";
import protobuf from "protobufjs/minimal.js";
import type { Field } from "./field.ts";

/** The fields of a message, by the names that they have in TypeScript. */
// biome-ignore lint/suspicious/noExplicitAny: fields of all types stand in one table
export type Fields = Readonly<Record<string, Field<any>>>;

/** The message that such fields make up. */
export type MessageOf<F extends Fields> = { [Name in keyof F]: F[Name] extends Field<infer T> ? T : never };

/** The type of a codec's messages: `MessageType<typeof HelloRequest>`. */
export type MessageType<C> = C extends Codec<infer T> ? T : never;

/**
 * Declares a message. `typeName` is its full protobuf name. A decoded message has all fields; one that is encoded may
 * leave some out. Fields that were not declared are skipped.
 */
export function message<const F extends Fields>(typeName: string, fields: F): Codec<MessageOf<F>> {
  const byNumber = new Map(Object.entries(fields).map(([name, field]) => [field.number, { name, field }]));
  return {
    typeName,
    encode: (given) => {
      const values = given as Readonly<Record<string, unknown>>;
      const writer = protobuf.Writer.create();
      for (const [name, field] of Object.entries(fields)) {
        const value = values[name];
        if (value !== undefined && value !== null) {
          field.write(writer, value);
        }
      }
      return writer.finish();
    },
    decode: (bytes) => {
      const reader = protobuf.Reader.create(bytes);
      const values: Record<string, unknown> = Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, field.absent()]),
      );
      while (reader.pos < reader.len) {
        const tag = reader.uint32();
        const known = byNumber.get(tag >>> 3);
        if (known === undefined) {
          reader.skipType(tag & 7);
        } else {
          values[known.name] = known.field.read(reader, tag & 7, values[known.name]);
        }
      }
      return values as MessageOf<F>;
    },
  };
}

/** The message without fields, `google.protobuf.Empty`. */
export const Empty: Codec<Record<never, never>> = message("google.protobuf.Empty", {});

/** A method before it belongs to a service. */
export type DeclaredMethod<I, O, Kind extends MethodKind> = Omit<Method<I, O>, "service" | "kind"> & {
  readonly kind: Kind;
};

function declare<Kind extends MethodKind>(kind: Kind) {
  return <I, O>(name: string, input: Codec<I>, output: Codec<O>): DeclaredMethod<I, O, Kind> => ({
    name,
    kind,
    input,
    output,
  });
}

/** Makers of methods by which sides stream. `name` is the method's name in the `.proto` file. */
export const method = {
  /** One request, one response. */
  unary: declare("unary"),
  /** A stream of requests, one response. */
  upload: declare("upload"),
  /** One request, a stream of responses. */
  download: declare("download"),
  /** A stream of requests and a stream of responses. */
  duplex: declare("duplex"),
} as const;

type Bound<M> = { readonly [Key in keyof M]: M[Key] & { readonly service: string } };

/** Declares a service. `name` is its full protobuf name; the keys of `methods` are those that `serve` takes handlers by. */
export function service<
  // biome-ignore lint/suspicious/noExplicitAny: methods of all messages stand in one table
  const M extends Readonly<Record<string, DeclaredMethod<any, any, MethodKind>>>,
>(name: string, methods: M): { readonly name: string; readonly methods: Bound<M> } {
  const bound = Object.entries(methods).map(([key, each]) => [key, { ...each, service: name }]);
  return { name, methods: Object.fromEntries(bound) as Bound<M> };
}

export type { Codec, Init };
