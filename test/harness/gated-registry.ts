// A server in front of a registry that holds back answers with layers until a test lets them go.
import { startRegistry } from "./registry.ts";

export interface GatedRegistry extends AsyncDisposable {
  /** Where clients ask. */
  readonly host: string;
  /** The registry itself, which holds nothing back. */
  readonly origin: string;
  /** Digests of the layers that were asked for, in order. */
  readonly asked: string[];
  /** How many clients broke off what they had asked for. */
  readonly left: number;
  /** The most layers that were asked for and not yet answered, at any time. */
  readonly mostAtOnce: number;
  /** Holds back what is asked for from now on. */
  shut(): void;
  /** Answers what was held back, and what comes. */
  open(): void;
  /** Digests of the layers of an image. */
  layersOf(repository: string, tag: string): Promise<string[]>;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";

/** Milliseconds that each layer takes at least, so that those that are asked for side by side are seen to be. */
const answerTime = 30;

export async function startGatedRegistry(): Promise<GatedRegistry> {
  const registry = await startRegistry();
  const layers = new Set<string>();
  const asked: string[] = [];
  const counts = { left: 0, current: 0, most: 0 };
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const hold = async (digest: string, signal: AbortSignal): Promise<void> => {
    asked.push(digest);
    counts.current++;
    counts.most = Math.max(counts.most, counts.current);
    signal.addEventListener("abort", () => counts.left++, { once: true });
    await gate.promise;
    await Bun.sleep(answerTime);
    counts.current--;
  };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const digest = /\/blobs\/(sha256:\w+)$/.exec(pathname)?.[1];
      if (request.method === "GET" && digest !== undefined && layers.has(digest)) {
        await hold(digest, request.signal);
      }
      const { method, headers } = request;
      return await fetch(`http://${registry.host}${pathname}${search}`, {
        method,
        headers,
        decompress: false,
      });
    },
  });
  return {
    host: `127.0.0.1:${server.port}`,
    origin: registry.host,
    asked,
    get left() {
      return counts.left;
    },
    get mostAtOnce() {
      return counts.most;
    },
    shut: () => {
      gate = Promise.withResolvers();
    },
    open: () => gate.resolve(),
    layersOf: async (repository, tag) => {
      const url = `http://${registry.host}/v2/${repository}/manifests/${tag}`;
      const reply = await fetch(url, { headers: { accept: manifestType } });
      const manifest = (await reply.json()) as { layers: { digest: string }[] };
      const digests = manifest.layers.map(({ digest }) => digest);
      for (const digest of digests) {
        layers.add(digest);
      }
      return digests;
    },
    [Symbol.asyncDispose]: async () => {
      gate.resolve();
      await server.stop(true);
      await registry[Symbol.asyncDispose]();
    },
  };
}
