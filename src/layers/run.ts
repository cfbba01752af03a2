// The helper's entry where there is no executable yet: when the daemon's source is run by bun.
import { main } from "./main.ts";

process.exit(await main(process.argv.slice(2)));
