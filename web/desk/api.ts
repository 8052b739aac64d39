/** The desk's HTTP calls. */

import { call, Refused } from "../shared/staff/call";
import type {
  CannedAnswer,
  Colleague,
  ConversationView,
  Me,
  Outcome,
  Presence,
  Queue,
  ReviewItem,
  Side,
  StaffOrder,
  StaffRow,
  Suggestion,
  View,
} from "./contract";

/** `settled`: what the bot had begun was done by the agent. */
export interface LetGo {
  outcome: Outcome;
  note: string;
  settled: boolean;
}

const here = (id: string, verb = ""): string => `/api/desk/conversations/${id}${verb && `/${verb}`}`;

export const api = {
  me: () => call<Me>("GET", "/api/staff/me"),
  logIn: (email: string, password: string) => call<Me>("POST", "/api/staff/login", { email, password }),
  logOut: () => call<unknown>("POST", "/api/staff/logout", {}),
  setPresence: (presence: Presence) => call<{ presence: Presence }>("POST", "/api/staff/presence", { presence }),
  saveMe: (changed: Partial<Pick<Me, "name" | "languages" | "preferences">>) =>
    call<Me>("PUT", "/api/staff/me", changed),
  setPassword: (old: string, next: string) => call<unknown>("POST", "/api/staff/password", { old, new: next }),
  invitation: (token: string) => call<{ email: string; name: string }>("GET", `/api/staff/invitation/${token}`),
  accept: (token: string, name: string, password: string) =>
    call<Me>("POST", `/api/staff/invitation/${token}`, { name, password }),

  queue: (view: View, offset: number, asked = "") =>
    call<Queue>("GET", `/api/desk/queue?${new URLSearchParams({ view, offset: String(offset), q: asked })}`),
  staff: () => call<{ staff: Colleague[]; skills: string[] }>("GET", "/api/desk/staff"),
  conversation: (id: string) => call<ConversationView>("GET", here(id)),
  earlier: (id: string, before: number) =>
    call<{ rows: StaffRow[]; more: boolean }>("GET", `${here(id, "rows")}?before=${before}`),

  side: (id: string) => call<Side>("GET", here(id, "side")),
  findOrders: (id: string, asked: string) =>
    call<{ orders: StaffOrder[] }>("GET", `${here(id, "orders")}?${new URLSearchParams({ q: asked })}`),
  act: (id: string, asked: Record<string, unknown>) => call<{ message: StaffRow }>("POST", here(id, "acts"), asked),

  suggestions: (id: string, shoppers: string) =>
    call<{ question: string; suggestions: Suggestion[] }>("GET", `${here(id, "suggestions")}?in=${shoppers}`),
  canned: () => call<{ canned: CannedAnswer[]; variables: string[] }>("GET", "/api/desk/canned"),
  saveCanned: (answer: Omit<CannedAnswer, "id">, id?: number) =>
    id === undefined
      ? call<{ id: number }>("POST", "/api/desk/canned", answer)
      : call<{ id: number }>("PUT", `/api/desk/canned/${id}`, answer),
  removeCanned: (id: number) => call<unknown>("DELETE", `/api/desk/canned/${id}`),
  fill: (id: string, canned: number) =>
    call<{ text: string; missing: string[]; language: string }>("GET", here(id, `canned/${canned}`)),
  wrong: (id: string, said: Record<string, unknown>) => call<{ id: number }>("POST", here(id, "wrong"), said),
  intents: () => call<{ intents: { name: string; title: string }[] }>("GET", "/api/desk/intents"),
  reviews: (status: string) => call<{ items: ReviewItem[] }>("GET", `/api/desk/review?status=${status}`),
  settle: (id: number, status: string) => call<unknown>("POST", `/api/desk/review/${id}`, { status }),

  take: (id: string, over?: string) => call<unknown>("POST", here(id, "take"), over ? { over } : {}),
  say: (id: string, clientId: string, text: string) =>
    call<{ message: StaffRow }>("POST", here(id, "say"), { client_id: clientId, text }),
  note: (id: string, clientId: string, text: string) =>
    call<{ message: StaffRow }>("POST", here(id, "note"), { client_id: clientId, text }),
  transfer: (id: string, to: { staff?: string; skill?: string }, note: string) =>
    call<unknown>("POST", here(id, "transfer"), { ...to, note }),
  handBack: (id: string, letGo: LetGo) => call<unknown>("POST", here(id, "hand_back"), letGo),
  close: (id: string, letGo: LetGo) => call<unknown>("POST", here(id, "close"), letGo),
  photo: async (id: string, clientId: string, picture: Blob): Promise<{ message: StaffRow }> => {
    const answer = await fetch(`${here(id, "photos")}?client_id=${clientId}`, { method: "POST", body: picture });
    const given = (await answer.json()) as { message: StaffRow; error?: { code: string; message: string } };
    if (!answer.ok) throw new Refused(given.error?.code ?? "server_error", given.error?.message ?? "", answer.status);
    return given;
  },
};
