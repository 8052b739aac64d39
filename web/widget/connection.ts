import { io } from "socket.io-client";
import type { Language, Row } from "../shared/contract";
import type { Proof } from "./photos";
import type { Place } from "./state";
import { sendPhoto } from "./upload";

export interface Refusal {
  ok: false;
  error: { code: string; message: string };
}
export interface JoinAnswer {
  ok: true;
  token: string;
  language: Language;
  holder: string;
  messages: Row[];
  typing: boolean;
  queue?: Place | null;
  /** Up to where agents have read. */
  read?: number;
  fresh?: boolean;
}
export interface JoinRequest {
  token?: string;
  since?: number;
  language?: Language;
  identity?: string;
  page?: { product_id: string };
}
/** The picture goes beside the socket, over HTTP, so it brings its proofs along. */
export interface PhotoRequest extends Proof {
  client_id: string;
  picture: Blob;
  progress(part: number): void;
  signal: AbortSignal;
}
export interface Rating {
  about: "bot" | "human";
  stars: number;
  words?: string;
}
export type SayRequest = { client_id: string; text: string } | { client_id: string; choice: string };

export interface Listener {
  connected(): void;
  lost(): void;
  message(row: Row): void;
  typing(author: Row["author"], on: boolean): void;
  state(language: Language, holder: string): void;
  place(place: Place): void;
  /** Agents have read everything up to there. */
  seen(seq: number): void;
}

/** The wire. Every call rejects when the line drops or no answer comes in time. */
export interface Connection {
  start(): void;
  stop(): void;
  join(request: JoinRequest): Promise<JoinAnswer | Refusal>;
  fresh(language: Language): Promise<JoinAnswer | Refusal>;
  say(request: SayRequest): Promise<{ ok: true; message: Row } | Refusal>;
  photo(request: PhotoRequest): Promise<{ ok: true; message: Row } | Refusal>;
  rate(rating: Rating): Promise<{ ok: true } | Refusal>;
  language(language: Language): Promise<{ ok: true; language: Language } | Refusal>;
  /** Everything up to there was in front of the shopper. */
  read(seq: number): void;
  typing(on: boolean): void;
}

export type Connect = (server: string, listener: Listener) => Connection;

const ACK_TIMEOUT_MS = 10_000;
const REDIAL_MS = 2_000;

export const connect: Connect = (server, listener) => {
  const socket = io(server, {
    autoConnect: false,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  const ask = async <Answer>(event: string, request: unknown): Promise<Answer> => {
    // Socket.IO would keep it and send it later, behind the back of the outbox.
    if (!socket.connected) throw new Error("not connected");
    return socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, request);
  };
  let wanted = false;
  let redialling: ReturnType<typeof setTimeout> | undefined;
  const redial = (): void => {
    clearTimeout(redialling);
    redialling = setTimeout(() => wanted && socket.connect(), REDIAL_MS);
  };

  socket.on("connect", () => listener.connected());
  socket.on("disconnect", (reason) => {
    listener.lost();
    // Socket.IO redials by itself, except after the server hung up (a restart, say).
    if (reason === "io server disconnect") redial();
  });
  socket.on("connect_error", () => {
    listener.lost();
    // And except where the server refused it: this address connected too often, say. Then the socket is not active.
    if (!socket.active) redial();
  });
  socket.on("message", (row: Row) => listener.message(row));
  socket.on("typing", (heard: { author: Row["author"]; on: boolean }) => listener.typing(heard.author, heard.on));
  socket.on("state", (heard: { language: Language; holder: string }) => listener.state(heard.language, heard.holder));

  socket.on("queue", (place: Place) => listener.place(place));
  socket.on("read", (heard: { seq: number }) => listener.seen(heard.seq));

  return {
    start() {
      wanted = true;
      socket.connect();
    },
    stop() {
      wanted = false;
      socket.disconnect();
    },
    join: (request) => ask("join", request),
    fresh: (language) => ask("fresh", { language }),
    say: (request) => ask("say", request),
    photo: (request) => sendPhoto(server, request),
    rate: (rating) => ask("rate", rating),
    language: (language) => ask("language", { language }),
    read(seq) {
      if (socket.connected) socket.emit("read", { seq }, () => undefined);
    },
    typing(on) {
      if (socket.connected) socket.volatile.emit("typing", { on }, () => undefined);
    },
  };
};
