import { revision, version } from "../../context/version.ts";
import { command } from "../command.ts";
import { bool } from "../flags/flags.ts";
import { format } from "../flags/shared.ts";
import { printJson, printLine, warn } from "../print/output.ts";

export default command({
  name: "version",
  summary: "Print the client and server versions",
  flags: { format, client: bool("Only the client's") },
  async run({ flags, session }) {
    const client = { version, revision, runtime: `Bun ${Bun.version}` };
    if (flags.client) {
      printLine(`ctr tsrt ${version}`);
      return;
    }
    if (flags.format === "json") {
      const { introspection } = await session.connect();
      const [server, { uuid }] = await Promise.all([
        introspection.version(session),
        introspection.server(session),
      ]);
      printJson({ client, server: { ...server, uuid } });
      return;
    }
    printLine("Client:");
    printLine(`  Version:  ${client.version}`);
    printLine(`  Revision: ${client.revision}`);
    printLine(`  Runtime:  ${client.runtime}`);
    printLine("");
    const { introspection } = await session.connect();
    const server = await introspection.version(session);
    printLine("Server:");
    printLine(`  Version:  ${server.version}`);
    printLine(`  Revision: ${server.revision}`);
    printLine(`  UUID: ${(await introspection.server(session)).uuid}`);
    if (server.version !== client.version) {
      warn("version mismatch");
    }
    if (server.revision !== client.revision) {
      warn("revision mismatch");
    }
  },
});
