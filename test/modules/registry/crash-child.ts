// The process of crash.test.ts that pulls and is killed. Its arguments are a root directory and a reference.
import { registryEnd, startTestDaemon, storeEnd, unpacked } from "./daemon.ts";

const [root = "", reference = ""] = process.argv.slice(2);
const daemon = await startTestDaemon({ root });
process.stdout.write("started\n");
await daemon.run(registryEnd(reference), storeEnd(reference, unpacked));
await daemon[Symbol.asyncDispose]();
