// The messages between the daemon's thread and the downloads' Worker.
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { RegistryOptions } from "../core/registry.ts";
import type { Credentials } from "../core/transfer.ts";
import type { PackedFault } from "../errors/packed.ts";
import type { RegistrySettings } from "./registry.ts";

/** A repository in a form that can be sent to another thread. Credentials stay behind: the Worker asks for them by message. */
export interface RemoteName {
  /** Downloads with the same key share a registry client, and with it tokens and what it learnt about hosts. */
  readonly key: number;
  readonly reference: string;
  readonly options: Omit<RegistryOptions, "credentials">;
  readonly hasCredentials: boolean;
  readonly settings: RegistrySettings;
}

export interface DownloadJob {
  readonly id: number;
  readonly repository: RemoteName;
  readonly descriptor: Descriptor;
  readonly file: string;
  readonly offset: number;
}

export type ToDownloads =
  | { readonly type: "download"; readonly job: DownloadJob }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "credentials"; readonly question: number; readonly credentials: Credentials | undefined }
  | { readonly type: "no credentials"; readonly question: number; readonly fault: PackedFault };

export type FromDownloads =
  | { readonly type: "progress"; readonly id: number; readonly offset: number }
  | { readonly type: "done"; readonly id: number; readonly offset: number; readonly digest: Digest }
  | { readonly type: "failed"; readonly id: number; readonly fault: PackedFault }
  | {
      readonly type: "ask";
      readonly question: number;
      readonly key: number;
      readonly host: string;
      readonly reference: string;
      readonly challenges: readonly string[];
    };
