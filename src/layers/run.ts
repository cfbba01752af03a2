// Starts the helper process where the daemon's source is run by bun and there is no executable.
import { main } from "./main.ts";

process.exit(await main(process.argv.slice(2)));
