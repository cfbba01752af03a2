// The smallest HTTP server over our engine: h2spec asks for `GET /` and wants headers and a body.
import { Http2Connection } from "../../../src/rpc/http2/connection.ts";
import type { Http2Stream } from "../../../src/rpc/http2/stream.ts";
import type { Duplex } from "../../../src/rpc/transport/duplex.ts";

const body = new TextEncoder().encode("tsrt\n");
const nothing = new Uint8Array(0);

/** Answers each request when it has ended, so that a test can do things to a stream that is open. */
export function respondTo(duplex: Duplex, maxStreams: number): void {
  new Http2Connection(
    duplex,
    { role: "server", limits: { maxStreams } },
    {
      opened: (stream) => {
        stream.events = {
          headers() {},
          data: (_bytes, start, end) => stream.consumed(end - start),
          ended: () => respond(stream),
          aborted() {},
        };
      },
      closed() {},
    },
  );
}

function respond(stream: Http2Stream): void {
  stream.headers([
    { name: ":status", value: "200" },
    { name: "content-type", value: "text/plain" },
  ]);
  stream.write(body, nothing, true);
}
