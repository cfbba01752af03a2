// Decides which images are unpacked and where: as clients ask for it, and as far as the configuration allows it.
// Source: containerd core/transfer/local/pull.go, plugins/transfer/plugin.go.
import type { Platform } from "../../core/descriptor.ts";
import type { Differ } from "../../core/diff.ts";
import type { Snapshots } from "../../core/snapshotter.ts";
import type { Unpack } from "../../core/transfer.ts";
import type { Log } from "../../log/index.ts";
import { defaultPlatform, formatPlatform } from "../../oci/platform.ts";
import { only, onlyOs, type PlatformMatcher } from "../../oci/platform-match.ts";

export interface UnpackRule {
  readonly platform: Platform;
  readonly snapshotter: string;
  /** The differ that the rule names; absent where the diff service chooses. */
  readonly differ?: Differ | undefined;
}

/** Where images of the matching platforms are unpacked to. */
export interface UnpackPlace {
  readonly matcher: PlatformMatcher;
  readonly snapshotter: string;
  readonly differ: Differ | undefined;
}

export interface PlacesOptions {
  readonly snapshots: Snapshots;
  /** When there are none, every snapshotter is allowed for this machine's platform. */
  readonly rules: readonly UnpackRule[];
  /** Whether a rule matches by the architecture, too, and not only by the operating system. */
  readonly checkPlatform: boolean;
  readonly log: Log;
}

/** Leaves out the requests that no rule allows, and warns: the image is then stored without being unpacked. */
export function unpackPlaces(requests: readonly Unpack[], options: PlacesOptions): UnpackPlace[] {
  return requests.flatMap((request) => {
    const place = findPlace(request, options);
    if (place === undefined) {
      options.log.warn("unpack configuration not supported, skipping", {
        platform: formatPlatform(request.platform ?? defaultPlatform()),
        snapshotter: request.snapshotter,
      });
      return [];
    }
    return [place];
  });
}

function findPlace({ platform, snapshotter }: Unpack, options: PlacesOptions): UnpackPlace | undefined {
  const { snapshots, checkPlatform } = options;
  const match = checkPlatform ? only : onlyOs;
  const wanted = snapshotter === "" ? snapshots.defaultName : snapshotter;
  const rules = options.rules.length > 0 ? options.rules : everySnapshotter(snapshots);
  const suited = rules.filter((rule) => platform === undefined || match(rule.platform).matches(platform));
  const rule =
    suited.find((candidate) => candidate.snapshotter === wanted) ??
    (snapshotter === "" ? suited[0] : undefined);
  return rule && { matcher: match(rule.platform), snapshotter: rule.snapshotter, differ: rule.differ };
}

function everySnapshotter(snapshots: Snapshots): UnpackRule[] {
  return snapshots.names().map((snapshotter) => ({ platform: defaultPlatform(), snapshotter }));
}
