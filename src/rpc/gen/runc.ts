// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./runc.pb.js";

export interface CheckpointOptions {
  exit: boolean;
  openTcp: boolean;
  externalUnixSockets: boolean;
  terminal: boolean;
  fileLocks: boolean;
  emptyNamespaces: string[];
  cgroupsMode: string;
  imagePath: string;
  workPath: string;
  parentPath: string;
}
export const CheckpointOptions: Codec<CheckpointOptions> = codec("containerd.runc.v1.CheckpointOptions", () => root.containerd.runc.v1.CheckpointOptions);

export interface Options {
  noPivotRoot: boolean;
  noNewKeyring: boolean;
  shimCgroup: string;
  ioUid: number;
  ioGid: number;
  binaryName: string;
  root: string;
  systemdCgroup: boolean;
  criuImagePath: string;
  criuWorkPath: string;
  taskApiAddress: string;
  taskApiVersion: number;
}
export const Options: Codec<Options> = codec("containerd.runc.v1.Options", () => root.containerd.runc.v1.Options);

export interface ProcessDetails {
  execId: string;
}
export const ProcessDetails: Codec<ProcessDetails> = codec("containerd.runc.v1.ProcessDetails", () => root.containerd.runc.v1.ProcessDetails);
