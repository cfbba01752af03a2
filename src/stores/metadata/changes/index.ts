// All changes, by name. Their arguments and results are plain data, because they travel between threads.
import type { Transaction } from "../transaction.ts";
import { collect } from "./collect.ts";
import { createContainer, deleteContainer, updateContainer } from "./containers.ts";
import { abortIngest, commitIngest, deleteContent, openIngest, updateContent } from "./content.ts";
import { createImage, deleteImage, updateImage } from "./images.ts";
import { addLeaseResource, createLease, deleteLease, deleteLeaseResource, renewLease } from "./leases.ts";
import { createNamespace, deleteNamespace, updateNamespace } from "./namespaces.ts";
import { createSandbox, deleteSandbox, updateSandbox } from "./sandboxes.ts";
import {
  commitSnapshot,
  createSnapshot,
  leaseSnapshot,
  removeSnapshot,
  updateSnapshot,
} from "./snapshots.ts";

export const changes = {
  createNamespace,
  updateNamespace,
  deleteNamespace,
  createImage,
  updateImage,
  deleteImage,
  createContainer,
  updateContainer,
  deleteContainer,
  createSandbox,
  updateSandbox,
  deleteSandbox,
  createLease,
  deleteLease,
  renewLease,
  addLeaseResource,
  deleteLeaseResource,
  openIngest,
  commitIngest,
  abortIngest,
  updateContent,
  deleteContent,
  leaseSnapshot,
  createSnapshot,
  commitSnapshot,
  updateSnapshot,
  removeSnapshot,
  collect,
} satisfies Record<string, (tx: Transaction, args: never) => unknown>;

export type ChangeName = keyof typeof changes;
export type ChangeArgs<Name extends ChangeName> = Parameters<(typeof changes)[Name]>[1];
export type ChangeResult<Name extends ChangeName> = ReturnType<(typeof changes)[Name]>;
