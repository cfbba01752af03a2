// A pull that is killed: run by registry-crash.test.ts with a root and a reference.
import { registryEnd, startTestDaemon, storeEnd, unpacked } from "./daemon.ts";

const [root = "", reference = ""] = process.argv.slice(2);
const daemon = await startTestDaemon({ root });
process.stdout.write("started\n");
await daemon.run(registryEnd(reference), storeEnd(reference, unpacked));
await daemon[Symbol.asyncDispose]();
