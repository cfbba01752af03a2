// Parses the JSON documents of images, which are manifests, indexes and configs from a registry or an archive.
import { invalidArgument } from "../errors/index.ts";
import { isObject, type Json } from "./manifest-descriptor.ts";

/** Documents are read whole into memory, so they may not be larger than this (CVE-2023-25153). */
export const maxDocumentBytes = 8 << 20;

/** Parses a document, which `name` stands for in errors. Throws invalid argument if it is too big, not JSON, or not an object. */
export function parseDocument(bytes: Uint8Array, name: string): Json {
  if (bytes.byteLength > maxDocumentBytes) {
    throw invalidArgument(`${name}: ${bytes.byteLength} bytes are more than the ${maxDocumentBytes} allowed`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalidArgument(`${name}: not JSON, ${beginningOf(bytes)}`, { cause });
  }
  if (!isObject(json)) {
    throw invalidArgument(`${name}: not a JSON object`);
  }
  return json;
}

/** The first bytes, for an error message. They show, for example, that the document is the HTML page of a login portal. */
function beginningOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 32)).toString("latin1");
  return text === "" ? "it is empty" : `it begins with ${JSON.stringify(text)}`;
}
