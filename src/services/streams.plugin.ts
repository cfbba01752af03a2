import { Streams } from "../core/stream.ts";
import { plugin } from "../plugin/index.ts";
import { createStreams } from "./streams.ts";

export default plugin(Streams, "manager", { start: () => createStreams() });
