import type { Platform } from "../core/descriptor.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { HealthCheckResponseServingStatus, HealthService } from "../rpc/gen/health.ts";
import { IntrospectionService } from "../rpc/gen/introspection.ts";
import { VersionService } from "../rpc/gen/version.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** What the daemon was built from. */
export interface Version {
  /** Its release. */
  readonly version: string;
  /** Its commit. */
  readonly revision: string;
}

/** The daemon's identity. */
export interface ServerInfo {
  /** Names the daemon's root directory; made when that was first used. */
  readonly uuid: string;
  /** The daemon's process. */
  readonly pid: number;
}

/** A part of the daemon, and whether it started. */
export interface PluginInfo {
  /** Its kind: `io.containerd.snapshotter.v1`. */
  readonly type: string;
  /** Its name among those of the type: `overlayfs`. */
  readonly id: string;
  /** Types of the plugins that it needs. */
  readonly requires: readonly string[];
  /** Platforms that it serves; empty: all. */
  readonly platforms: readonly Platform[];
  /** What it says of itself, e.g. `root`, its directory. */
  readonly exports: Readonly<Record<string, string>>;
  /** What it can do beyond what all plugins of its type can. */
  readonly capabilities: readonly string[];
  /** Why it did not start; undefined when it did. */
  readonly error: { readonly code: number; readonly message: string } | undefined;
}

/** What the daemon is and what it consists of. */
export class Introspection {
  readonly #wire: Wire;
  readonly #service: Stub<typeof IntrospectionService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, IntrospectionService);
  }

  /** The daemon's version. It answers this whatever else is wrong with it. */
  async version(options?: RequestOptions): Promise<Version> {
    const { version, revision } = await stub(this.#wire.channel, VersionService).version(
      {},
      this.#wire.call(options),
    );
    return { version, revision };
  }

  /** Whether the daemon says that it serves requests. */
  async isServing(options?: RequestOptions): Promise<boolean> {
    const health = stub(this.#wire.channel, HealthService);
    const { status } = await health.check({ service: "" }, this.#wire.call(options));
    return status === HealthCheckResponseServingStatus.SERVING;
  }

  /** The daemon's identity. */
  async server(options?: RequestOptions): Promise<ServerInfo> {
    const { uuid, pid } = await this.#service.server({}, this.#wire.call(options));
    return { uuid, pid };
  }

  /** The plugins that match any of the filters, e.g. `type~=snapshotter`; without filters all, those that failed, too. */
  async plugins(filters: readonly string[] = [], options?: RequestOptions): Promise<PluginInfo[]> {
    const request = { filters: [...filters] };
    const { plugins } = await this.#service.plugins(request, this.#wire.call(options));
    return plugins.map(({ type, id, requires, platforms, exports, capabilities, initErr }) => ({
      type,
      id,
      requires,
      platforms,
      exports,
      capabilities,
      error: initErr === null ? undefined : { code: initErr.code, message: initErr.message },
    }));
  }
}
