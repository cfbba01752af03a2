// `tsrt ttrpc ADDRESS call`: calls a method with JSON, and prints each reply as a line of JSON.
import type { CallOptions, Channel } from "../rpc/channel.ts";
import type { Codec, Init, Method } from "../rpc/message.ts";
import { type AnyCodecs, encodeJson, toJson } from "./json.ts";
import { print } from "./print.ts";
import { findMethod, loadAnyCodecs } from "./services.ts";

/** A codec for requests that are encoded already, so that errors in them are told before anything is sent. */
const encoded: Pick<Codec<Uint8Array>, "encode"> = { encode: (bytes) => bytes as Uint8Array };

/** Calls the method that `path` (`SERVICE/METHOD`) names, with one message for each JSON text. */
export async function call(
  channel: Channel,
  path: string,
  requests: readonly string[],
  options: CallOptions,
): Promise<void> {
  const method = await findMethod(path);
  const codecs = await loadAnyCodecs();
  const isUpload = method.kind === "upload" || method.kind === "duplex";
  const texts = requests.length === 0 && !isUpload ? ["{}"] : requests;
  const messages = texts.map((text) => encodeJson(method.input, text, codecs));
  const raw = { ...method, input: { ...method.input, ...encoded } } as Method<Uint8Array, unknown>;
  if (method.kind === "unary") {
    show(await channel.unary(raw, messages[0] as Init<Uint8Array>, options), codecs);
    return;
  }
  for await (const reply of channel.stream(raw, each(messages), options)) {
    show(reply, codecs);
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function show(reply: unknown, codecs: AnyCodecs): void {
  print(JSON.stringify(toJson(reply, codecs)));
}
