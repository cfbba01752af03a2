import { Fault } from "../../../src/errors/index.ts";

/** How a call failed: `KIND: MESSAGE`, or `Error: succeeded`. */
export async function failure(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => new Error("succeeded"),
    (thrown) => thrown,
  );
  return error instanceof Fault ? `${error.kind}: ${error.message}` : String(error);
}
