/** The desk's socket: what is new comes through it, and what must not be asked for twice does not go through it. */

import { io } from "socket.io-client";
import type { Colleague, Item, Marks, Presence, StaffRow, Viewer } from "./contract";

export interface Watched {
  rows: StaffRow[];
  holder: string;
  holder_name: string | null;
  language: string;
  closed: boolean;
  marks: Marks;
  viewers: Viewer[];
  typing: boolean;
}

/** Every event of the service. Those of a conversation come only while it is watched, but for the lists'. */
export type LiveEvent =
  | { type: "online" }
  | { type: "offline" }
  | { type: "signed_out" }
  | { type: "item"; item: Item }
  | { type: "gone"; id: string }
  | { type: "counts"; waiting: number; mine: number; others: number }
  | { type: "presence"; presence: Presence }
  | { type: "colleague"; colleague: Colleague }
  | { type: "assigned"; id: string; how: string }
  | { type: "lost"; id: string; how: string | null }
  | { type: "row"; id: string; row: StaffRow }
  | { type: "holder"; id: string; holder: string; holderName: string | null; language: string; closed: boolean }
  | { type: "typing"; id: string; author: string; name: string | null; on: boolean }
  | { type: "read"; id: string; reader: "shopper" | "agent"; seq: number }
  | { type: "viewers"; id: string; viewers: Viewer[] };

export interface Live {
  start(): void;
  stop(): void;
  /** Rejects where the line drops or the service refuses. */
  watch(id: string, since: number): Promise<Watched>;
  unwatch(): void;
  typing(on: boolean): void;
  read(seq: number): void;
}

const PATIENCE_MS = 8_000;

export function connect(hear: (event: LiveEvent) => void): Live {
  const socket = io("/desk", { transports: ["websocket"], autoConnect: false, ackTimeout: PATIENCE_MS, retries: 0 });
  socket.on("connect", () => hear({ type: "online" }));
  socket.on("disconnect", () => hear({ type: "offline" }));
  socket.on("connect_error", (error) => {
    // the handshake is refused by name where the session is over
    hear(
      error.message === "not_signed_in" || error.message === "forbidden" ? { type: "signed_out" } : { type: "offline" },
    );
  });
  socket.on("signed_out", () => hear({ type: "signed_out" }));
  socket.on("item", ({ item }) => hear({ type: "item", item }));
  socket.on("gone", ({ conversation_id: id }) => hear({ type: "gone", id }));
  socket.on("counts", (counts) => hear({ type: "counts", ...counts }));
  socket.on("me", ({ presence }) => hear({ type: "presence", presence }));
  socket.on("colleague", (colleague) => hear({ type: "colleague", colleague }));
  socket.on("assigned", ({ conversation_id: id, how }) => hear({ type: "assigned", id, how }));
  socket.on("lost", ({ conversation_id: id, how }) => hear({ type: "lost", id, how }));
  socket.on("message", ({ conversation_id: id, row }) => hear({ type: "row", id, row }));
  socket.on("state", ({ conversation_id: id, holder, holder_name: holderName, language, closed }) =>
    hear({ type: "holder", id, holder, holderName, language, closed }),
  );
  socket.on("typing", ({ conversation_id: id, author, name, on }) =>
    hear({ type: "typing", id, author, name: name ?? null, on }),
  );
  socket.on("read", ({ conversation_id: id, reader, seq }) => hear({ type: "read", id, reader, seq }));
  socket.on("viewers", ({ conversation_id: id, viewers }) => hear({ type: "viewers", id, viewers }));
  return {
    start: () => void socket.connect(),
    stop: () => void socket.disconnect(),
    async watch(id, since) {
      const ack = await socket.emitWithAck("watch", { conversation_id: id, since });
      if (!ack.ok) throw new Error(ack.error.code);
      return ack as Watched;
    },
    unwatch: () => void socket.emit("unwatch", {}),
    typing: (on) => void socket.volatile.emit("typing", { on }),
    read: (seq) => void socket.emit("read", { seq }),
  };
}
