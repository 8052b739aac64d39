import type { Row } from "../shared/contract";
import type { Store } from "../shared/store";
import type { Connection } from "./connection";
import { newId, newOutgoing } from "./outgoing";
import type { Event, Outgoing, State } from "./state";
import { fault, proofs, sendable } from "./upload";

/** Photographs that may wait in the message box. */
const MOST_ATTACHED = 4;

/** What proves that photographs of this conversation may be sent and seen. */
export interface Proof {
  token: string;
  identity: string | null;
}

/**
 * Photographs that this page has: chosen files, and those fetched with the conversation's token, as addresses to draw.
 * None is kept on the device, as unsent messages are: one may be larger than all that a page may store.
 */
export class Photos {
  private readonly files = new Map<string, Blob>();
  private readonly shown = new Map<string, Promise<string>>();
  private readonly sendings = new Map<string, AbortController>();

  constructor(
    private readonly server: string,
    private readonly store: Store<State, Event>,
  ) {
    store.subscribe((state, before) => lostSight(before, state) && this.forget());
  }

  /** Puts pictures into the message box; one that cannot be sent stands in the log, with the reason. */
  async attach(files: readonly File[]): Promise<void> {
    for (const file of files) {
      const picture = await sendable(file);
      const error = fault(picture);
      if (error) {
        const outgoing = { ...newOutgoing(file.name, null), status: "failed" as const, error };
        this.store.dispatch({ type: "queued", outgoing });
      } else if (this.store.get().attached.length < MOST_ATTACHED) {
        const id = newId();
        this.files.set(id, picture);
        this.store.dispatch({ type: "attached", photo: { id, name: file.name, url: URL.createObjectURL(picture) } });
      } else {
        this.store.dispatch({ type: "problem", code: "too_many_photos" });
      }
    }
  }

  detach(id: string): void {
    const photo = this.store.get().attached.find((one) => one.id === id);
    if (photo) this.drop(id, photo.url);
    this.store.dispatch({ type: "detached", id });
  }

  /** What is attached goes to the outbox. */
  queueAttached(): void {
    for (const { id, name, url } of this.store.get().attached) {
      this.store.dispatch({ type: "detached", id });
      const outgoing = { ...newOutgoing(name, null), clientId: id, photo: { url, part: 0 } };
      this.store.dispatch({ type: "queued", outgoing });
    }
  }

  async send(clientId: string, connection: Connection, proof: Proof): ReturnType<Connection["photo"]> {
    const picture = this.files.get(clientId);
    if (!picture) throw new Error("discarded meanwhile");
    const sending = new AbortController();
    this.sendings.set(clientId, sending);
    const progress = (part: number): void => this.store.dispatch({ type: "progress", clientId, part });
    try {
      return await connection.photo({ client_id: clientId, ...proof, picture, progress, signal: sending.signal });
    } finally {
      this.sendings.delete(clientId);
    }
  }

  /** The line is gone: what was under way is sent again when it is back, and not waited for until then. */
  interrupt(): void {
    for (const sending of this.sendings.values()) sending.abort();
  }

  /** It has become a row: drawn on from here, not fetched again. */
  sent({ clientId, photo }: Outgoing, row: Row): void {
    this.files.delete(clientId);
    if (photo && row.kind === "image") this.shown.set(row.body.url, Promise.resolve(photo.url));
  }

  discard({ clientId, photo }: Outgoing): void {
    this.sendings.get(clientId)?.abort();
    if (photo) this.drop(clientId, photo.url);
  }

  /** An address that draws the photograph; rejects where it is not to be had. */
  show(path: string, proof: Proof): Promise<string> {
    const known = this.shown.get(path);
    if (known) return known;
    const fetched = this.fetch(path, proof);
    this.shown.set(path, fetched);
    fetched.catch(() => this.shown.delete(path)); // the next drawing asks again
    return fetched;
  }

  private async fetch(path: string, proof: Proof): Promise<string> {
    const answer = await fetch(this.server + path, { headers: proofs(proof) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return URL.createObjectURL(await answer.blob());
  }

  private drop(id: string, url: string): void {
    this.files.delete(id);
    URL.revokeObjectURL(url);
  }

  private forget(): void {
    const revoke = (url: string): void => URL.revokeObjectURL(url);
    for (const url of this.shown.values()) url.then(revoke, () => undefined);
    this.shown.clear();
  }
}

/** Whether photographs that were shown are no longer in the log: another conversation, or they were erased. */
function lostSight(before: State, after: State): boolean {
  const count = ({ rows }: State): number => rows.filter((row) => row.kind === "image").length;
  return before.rows !== after.rows && count(after) < count(before);
}
