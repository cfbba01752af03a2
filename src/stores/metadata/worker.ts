// The database Worker. It runs groups of changes: each change as a whole under a savepoint, and a whole group under one COMMIT.
import type { Database } from "bun:sqlite";
import { packFault } from "../../errors/packed.ts";
import { changes } from "./changes/index.ts";
import { openWriter } from "./database.ts";
import type { ChangeReply, ChangeRequest, FromWorker, ToWorker } from "./protocol.ts";
import { Transaction } from "./transaction.ts";

declare const self: Worker;

let transaction: Transaction | undefined;

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  const answer = (message: FromWorker): void => self.postMessage(message);
  switch (data.type) {
    case "open":
      open(data.path, answer);
      return;
    case "run":
      answer({ type: "ran", replies: runGroup(data.requests) });
      return;
    case "close":
      close();
      answer({ type: "closed" });
  }
};

function open(path: string, answer: (message: FromWorker) => void): void {
  try {
    transaction = new Transaction(openWriter(path));
  } catch (error) {
    answer({ type: "failed", fault: packFault(new Error("open metadata for writing", { cause: error })) });
  }
}

/** Moves the log into the database: after it one file holds everything, and can be copied. */
function close(): void {
  transaction?.database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  transaction?.database.close();
  transaction = undefined;
}

function runGroup(requests: readonly ChangeRequest[]): ChangeReply[] {
  if (transaction === undefined) {
    throw new Error("the database is not open");
  }
  const { database } = transaction;
  try {
    database.run("BEGIN IMMEDIATE");
    const replies: ChangeReply[] = [];
    for (const request of requests) {
      replies.push(runOne(transaction, request));
    }
    database.run("COMMIT");
    return replies;
  } catch (error) {
    rollback(database);
    const fault = packFault(new Error("write metadata", { cause: error }));
    return requests.map(() => ({ fault }));
  }
}

/** Throws only when the whole group is lost, as on a full disk, where SQLite rolls everything back. */
function runOne(tx: Transaction, { name, args }: ChangeRequest): ChangeReply {
  tx.begin();
  tx.database.run("SAVEPOINT change");
  try {
    const change = changes[name] as (tx: Transaction, args: unknown) => unknown;
    const result = change(tx, args);
    tx.database.run("RELEASE change");
    return { result, events: [...tx.events], deletions: tx.deletions };
  } catch (error) {
    if (!tx.database.inTransaction) {
      throw error;
    }
    tx.database.run("ROLLBACK TO change");
    tx.database.run("RELEASE change");
    return { fault: packFault(error) };
  }
}

function rollback(database: Database): void {
  if (database.inTransaction) {
    database.run("ROLLBACK");
  }
}
