// The registry client: a Repository for each reference and way to log in.
import type { Context } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type {
  Downloaded,
  DownloadTarget,
  PushTarget,
  Registry,
  RegistryOptions,
  Repository,
} from "../core/registry.ts";
import { notImplemented } from "../errors/index.ts";
import { parseReference, type Reference } from "../oci/reference.ts";
import { Authorizer } from "./authorizer.ts";
import type { RemoteName } from "./download-protocol.ts";
import type { Downloads } from "./downloads.ts";
import { Endpoint } from "./endpoint.ts";
import { fetchBlob } from "./fetch.ts";
import { hostsOf } from "./hosts.ts";
import { Pusher } from "./push.ts";
import { resolve } from "./resolve.ts";
import { defaultTimeouts, roundTrip, type Timeouts } from "./round-trip.ts";
import { pullScope, pushScope } from "./scope.ts";

/** Settings of the client: plain data, because they are sent to the downloads' Worker. */
export interface RegistrySettings {
  /** Directories with one directory of `hosts.toml` per namespace. The first that has one for the namespace is used. */
  readonly configPath: readonly string[];
  readonly timeouts?: Timeouts | undefined;
}

/** Without `downloads` the client cannot download: the Worker has such a client, which fetches what others download. */
export function createRegistry(settings: RegistrySettings, downloads?: Downloads): Registry {
  return {
    repository: (reference, options = {}) =>
      new RemoteRepository(parseReference(reference), reference, options, settings, downloads),
  };
}

let lastKey = 0;

class RemoteRepository implements Repository {
  readonly #reference: Reference;
  readonly #options: RegistryOptions;
  readonly #settings: RegistrySettings;
  readonly #downloads: Downloads | undefined;
  readonly #name: RemoteName;
  readonly #authorizer: Authorizer;
  readonly #timeouts: Timeouts;
  #known: Promise<readonly Endpoint[]> | undefined;

  constructor(
    reference: Reference,
    name: string,
    options: RegistryOptions,
    settings: RegistrySettings,
    downloads: Downloads | undefined,
  ) {
    const { credentials, headers, hostDir, defaultScheme } = options;
    this.#downloads = downloads;
    this.#name = {
      key: ++lastKey,
      reference: name,
      options: { headers, hostDir, defaultScheme },
      hasCredentials: credentials !== undefined,
      settings,
    };
    this.#reference = reference;
    this.#options = options;
    this.#settings = settings;
    this.#timeouts = settings.timeouts ?? defaultTimeouts;
    this.#authorizer = new Authorizer({
      reference: name,
      credentialsOf: options.credentials,
      headers: options.headers ?? {},
      send: (ctx, request) => roundTrip(ctx, request, this.#timeouts),
    });
  }

  async resolve(ctx: Context): Promise<Descriptor> {
    return resolve(ctx, await this.#endpoints(), this.#reference, this.#pullScopes());
  }

  async *fetch(ctx: Context, descriptor: Descriptor, offset = 0): AsyncGenerator<Uint8Array> {
    const source = {
      endpoints: await this.#endpoints(),
      scopes: this.#pullScopes(),
      timeouts: this.#timeouts,
    };
    yield* fetchBlob(ctx, source, descriptor, offset);
  }

  async download(
    ctx: Context,
    descriptor: Descriptor,
    target: DownloadTarget,
    progress: (offset: number) => void,
  ): Promise<Downloaded> {
    if (this.#downloads === undefined) {
      throw notImplemented("download without a worker");
    }
    const { credentials } = this.#options;
    return await this.#downloads.run(ctx, this.#name, credentials, { descriptor, target, progress });
  }

  pusher(_ctx: Context, tagged?: Digest): PushTarget {
    const scopes = [pushScope(this.#reference.repository)];
    const pusher = this.#endpoints().then(
      (endpoints) => new Pusher(endpoints, this.#reference, scopes, tagged),
    );
    pusher.catch(() => {});
    return {
      exists: async (ctx, descriptor) => (await pusher).exists(ctx, descriptor),
      push: async (ctx, descriptor, read) => (await pusher).push(ctx, descriptor, read),
    };
  }

  #pullScopes(): string[] {
    return [pullScope(this.#reference.repository)];
  }

  /** All requests share one list, because its endpoints remember what they learnt about their hosts. */
  #endpoints(): Promise<readonly Endpoint[]> {
    this.#known ??= this.#findEndpoints();
    return this.#known;
  }

  async #findEndpoints(): Promise<readonly Endpoint[]> {
    const { host: namespace, repository } = this.#reference;
    const { hostDir, defaultScheme = "", headers = {} } = this.#options;
    const directories = hostDir ? hostDir.split(":") : this.#settings.configPath;
    const hosts = await hostsOf(namespace, { directories, defaultScheme });
    return hosts.map(
      (host) =>
        new Endpoint({
          host,
          namespace,
          repository,
          headers,
          authorizer: this.#authorizer,
          timeouts: this.#timeouts,
        }),
    );
  }
}
