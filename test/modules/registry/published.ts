import { afterAll } from "bun:test";
import { type RegistryServer, startRegistry } from "../../harness/registry.ts";
import { makeImage, publish, type TestImage, type TestImageOptions } from "./image.ts";

export interface PublishedImage {
  readonly server: RegistryServer;
  readonly image: TestImage;
  /** The image's name in the registry. */
  readonly reference: string;
}

/** Starts a registry with an image for all tests of a file. Both are removed after the last of these tests. */
export async function publishedImage(options: TestImageOptions = {}): Promise<PublishedImage> {
  const image = makeImage(options);
  const server = await startRegistry();
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    image[Symbol.dispose]();
  });
  const reference = `${server.host}/library/busybox:latest`;
  await publish(image, reference);
  return { server, image, reference };
}
