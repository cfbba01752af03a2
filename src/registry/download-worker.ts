// The downloads' Worker: it has registry clients of its own, and writes what they fetch straight to files, so that the bytes
// of layers never pass the daemon's thread.
import type { Repository } from "../core/registry.ts";
import type { Credentials, CredentialsOf } from "../core/transfer.ts";
import { canceled } from "../errors/index.ts";
import { packFault, unpackFault } from "../errors/packed.ts";
import { HashedFile } from "./download-file.ts";
import type { DownloadJob, FromDownloads, RemoteName, ToDownloads } from "./download-protocol.ts";
import { createRegistry } from "./registry.ts";

declare const self: Worker;

/** Milliseconds between two reports of a download's progress. */
const interval = 50;

/** The repositories that were used least recently are forgotten, and with them their tokens. */
const maxRepositories = 32;

const repositories = new Map<number, Repository>();
const running = new Map<number, AbortController>();
const questions = new Map<number, PromiseWithResolvers<Credentials | undefined>>();
let lastQuestion = 0;

const tell = (message: FromDownloads): void => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToDownloads>): void => {
  switch (data.type) {
    case "download":
      void download(data.job);
      return;
    case "cancel":
      running.get(data.id)?.abort(canceled("canceled by the caller"));
      return;
    case "credentials":
      questions.get(data.question)?.resolve(data.credentials);
      return;
    case "no credentials":
      questions.get(data.question)?.reject(unpackFault(data.fault));
  }
};

async function download(job: DownloadJob): Promise<void> {
  const stop = new AbortController();
  running.set(job.id, stop);
  try {
    tell({ type: "done", id: job.id, ...(await append(job, stop.signal)) });
  } catch (error) {
    tell({ type: "failed", id: job.id, fault: packFault(error) });
  } finally {
    running.delete(job.id);
  }
}

async function append(
  { id, repository, descriptor, file, offset }: DownloadJob,
  signal: AbortSignal,
): Promise<{ offset: number; digest: string }> {
  using target = new HashedFile(file, offset, descriptor.digest);
  let reportedAt = 0;
  for await (const chunk of repositoryOf(repository).fetch({ signal }, descriptor, offset)) {
    target.append(chunk);
    if (performance.now() - reportedAt >= interval) {
      reportedAt = performance.now();
      tell({ type: "progress", id, offset: target.size });
    }
  }
  return { offset: target.size, digest: target.digest() };
}

function repositoryOf(name: RemoteName): Repository {
  const repository = repositories.get(name.key) ?? openRepository(name);
  repositories.delete(name.key);
  repositories.set(name.key, repository);
  const [oldest] = repositories.keys();
  if (repositories.size > maxRepositories && oldest !== undefined) {
    repositories.delete(oldest);
  }
  return repository;
}

function openRepository({ key, reference, options, hasCredentials, settings }: RemoteName): Repository {
  const credentials = hasCredentials ? askFor(key) : undefined;
  return createRegistry(settings).repository(reference, { ...options, credentials });
}

function askFor(key: number): CredentialsOf {
  return async (host, reference, challenges) => {
    const question = ++lastQuestion;
    const answer = Promise.withResolvers<Credentials | undefined>();
    questions.set(question, answer);
    tell({ type: "ask", question, key, host, reference, challenges });
    try {
      return await answer.promise;
    } finally {
      questions.delete(question);
    }
  };
}
