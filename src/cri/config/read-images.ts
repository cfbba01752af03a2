import { invalidArgument } from "../../errors/index.ts";
import { normalizeReference } from "../../oci/reference-docker.ts";
import type { Settings } from "../../plugin/index.ts";
import type { ImageSettings } from "../settings.ts";
import { registryDeprecations } from "./deprecations.ts";
import { imageKeys, inertImageKeys, inertRegistryKeys, registryKeys } from "./image-keys.ts";
import { type Concern, inertConcerns } from "./inert.ts";
import { readNested } from "./nested.ts";

/** What was read, and what of the configuration is not done. */
export interface ReadImages {
  readonly settings: ImageSettings;
  readonly concerns: readonly Concern[];
}

/** Invalid argument: a value is not what its key must be. */
export function readImages(config: Settings<typeof imageKeys>): ReadImages {
  const registry = readNested(registryKeys, inertRegistryKeys, config.registry, "registry");
  const defaults: Readonly<Record<string, { readonly default: unknown }>> = imageKeys;
  return {
    settings: {
      snapshotter: config.snapshotter,
      registryConfigPath: registry.settings.config_path,
      registryHeaders: headersOf(registry.settings.headers),
      pinnedImages: referencesOf(config.pinned_images, "pinned_images"),
      // As containerd: 0 and less stand for the default.
      usageLifetime: (config.stats_collect_period > 0 ? config.stats_collect_period : 10) * 1000,
      maxDownloads: downloadsOf(config.max_concurrent_downloads),
      pullProgressTimeout: config.image_pull_progress_timeout,
      deprecations: registryDeprecations(registry.settings),
    },
    concerns: [
      ...inertConcerns(inertImageKeys, config, (name) => defaults[name]?.default, ""),
      ...registry.concerns,
    ],
  };
}

/** The default leaves it to the transfer plugin, whose key of this name has the same default. */
function downloadsOf(configured: number): number | undefined {
  return configured === imageKeys.max_concurrent_downloads.default || configured <= 0
    ? undefined
    : configured;
}

/** Names of images; an empty one stands for none. */
function referencesOf(table: Readonly<Record<string, unknown>>, path: string): Record<string, string> {
  const entries = Object.entries(table).map(([name, value]) => {
    if (typeof value !== "string") {
      throw invalidArgument(`${path}.${name} must be a string`);
    }
    if (value !== "") {
      requireReference(value, `${path}.${name}`);
    }
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

function requireReference(text: string, key: string): void {
  try {
    normalizeReference(text);
  } catch (cause) {
    throw invalidArgument(`${key} must be a reference of an image, not ${JSON.stringify(text)}`, { cause });
  }
}

/** A header with several values is sent as one, with commas, which means the same (RFC 9110, 5.3). */
function headersOf(table: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(table).map(([name, values]) => {
    if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
      throw invalidArgument(`registry.headers.${name} must be a list of strings`);
    }
    return [name, values.join(", ")] as const;
  });
  return Object.fromEntries(entries);
}
