import { parseDigest } from "../../../core/digest.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { number, text } from "../../flags/flags.ts";
import { readStdin } from "../../terminal/stdin.ts";

export default command({
  name: "ingest",
  summary: "Accept content from standard input into the store; it is collected unless something refers to it",
  usage: "<key>",
  flags: {
    "expected-size": number("Validate against provided size"),
    "expected-digest": text("Verify content against expected digest"),
  },
  async run({ flags, args, session }) {
    const ref = requireArgument(args, 0, "must specify a transaction reference");
    const { "expected-size": total, "expected-digest": expected } = flags;
    if (expected !== undefined) {
      parseDigest(expected);
    }
    const { content } = await session.connect();
    await content.write(ref, readStdin(session.signal), { total, expected, signal: session.signal });
  },
});
