// Pulls an image, makes a container of it and runs it.
// Usage: bun examples/run-container.ts ADDRESS IMAGE [COMMAND...], e.g.
//        bun examples/run-container.ts /run/tsrt/tsrt.sock docker.io/library/busybox:latest echo hello
import {
  Client,
  streamIo,
  withArgs,
  withDefaultDevices,
  withImageConfig,
  withMemoryLimit,
} from "tsrt/client";

const [address = "/run/tsrt/tsrt.sock", reference = "docker.io/library/busybox:latest", ...command] =
  process.argv.slice(2);
const args = command.length > 0 ? command : ["echo", "hello from a container"];

await using client = await Client.connect(address, { namespace: "example" });

const image = await client.pull(reference, {
  unpack: true,
  // Connections are unencrypted only if the registry is on this machine.
  plainHttp: /^(localhost|127\.)/.test(reference),
  progress: ({ event, name }) => console.error(`${event} ${name}`),
});

const container = await client.newContainer(`example-${process.pid}`, {
  image,
  newSnapshot: true,
  spec: [withDefaultDevices, withImageConfig(), withArgs(...args), withMemoryLimit(64 << 20)],
});

try {
  const io = streamIo({
    stdout: (bytes) => void process.stdout.write(bytes.slice()),
    stderr: (bytes) => void process.stderr.write(bytes.slice()),
  });
  const task = await container.newTask(io);
  // The wait begins before the start, so that no exit can be missed.
  const exited = task.wait();
  await task.start();
  const { status } = await exited;
  await task.delete();
  process.exitCode = status;
} finally {
  await container.delete({ snapshot: true });
}
