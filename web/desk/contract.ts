/** What the service sends to the desk: lists, conversations as agents see them, and the people who work here. */

export { type Me, PRESENCES, type Presence, ROLES, type Role } from "../shared/staff/me";

import type { OrderBody, Row as ShopperRow } from "../shared/contract";
import type { Presence } from "../shared/staff/me";

export const OUTCOMES = ["solved", "unsolved", "no_reply", "spam", "other"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Colleague {
  id: string;
  name: string;
  presence: Presence;
  load: number;
  capacity: number;
  skills: string[];
  languages: string[];
}

/** One line of a list. `mood` is -1 … 1; the fields of the handoff are null where nobody was called. */
export interface Item {
  conversation_id: string;
  holder: string;
  holder_name: string | null;
  language: string;
  created: string;
  closed: boolean;
  last_seq: number;
  customer_name: string | null;
  last: { author: string; text: string; kind: string; created: string; seq: number } | null;
  asked: string;
  asked_at: string | null;
  unread: number;
  answer_by: string | null;
  handoff_id: number | null;
  priority: number | null;
  reason: string | null;
  skill: string | null;
  mood: number | null;
  value_cents: number | null;
  waiting_since: string | null;
}

export type View = "mine" | "waiting" | "others" | "bot" | "settled";
export interface Queue {
  items: Item[];
  total: number | null;
  counts: { waiting: number; mine: number; others: number };
}

interface NoteRow {
  seq: number;
  author: "agent";
  kind: "note";
  body: { text: string; name: string };
  client_id: string | null;
  created: string;
}
/** `turn` is on the first row of an answer of the bot. */
export type StaffRow = (ShopperRow | NoteRow) & { audience: "all" | "staff"; turn?: TurnView };

export interface Summary {
  asked?: string[];
  tried?: { intent: string | null; entities: Record<string, string>; shown: string[]; said: string }[];
  open?: { task?: string; message?: string }[];
}
export interface HandoffView {
  id: number;
  way: string;
  reason: string;
  priority: number;
  skill: string;
  mood: number | null;
  value_cents: number;
  order_numbers: string[];
  summary: Summary;
  created: string;
  ended: string | null;
}
export interface AssignmentView {
  staff_id: string;
  name: string;
  how: string;
  began: string;
  ended: string | null;
  ended_how: string | null;
  outcome: string | null;
}
export interface ConversationView {
  id: string;
  channel: string;
  created: string;
  item: Item;
  customer: { id: string; name: string } | null;
  handoffs: HandoffView[];
  assignments: AssignmentView[];
  moods: { seq: number; value: number }[];
  tasks: string[];
  marks: Marks;
  rows: StaffRow[];
  more: boolean;
}
export interface Marks {
  shopper: number;
  agent: number;
}

/** What the bot made of a message, and went by in its answer. Turns of earlier days lack some of it. */
export interface TurnView {
  id: string;
  first_seq: number;
  last_seq: number;
  text: string;
  is_choice: boolean;
  status: string;
  took_ms: number | null;
  intent: string | null;
  confidence: number | null;
  threshold: number | null;
  sentiment: number | null;
  passage_threshold: number | null;
  ranking: { intent: string; confidence: number }[];
  entities: { entity: string; value: string }[];
  tasks: string[];
  passages: { id: string; title: string; score: number | null }[];
  actions: string[];
}

export interface Viewer {
  id: string;
  name: string;
}

export interface ActOffer {
  act: string;
  allowed: boolean;
  why: string | null;
  past: boolean;
}
export interface OrderLine {
  id: number;
  text: string;
  quantity: number;
  size: string;
  color: string;
  sizes: string[];
  colors: { id: string; name: string }[];
}
export interface ClaimView {
  id: number;
  kind: string;
  kind_text: string;
  wish: string;
  status: string;
  words: string;
  photo: string | null;
  item: string;
}
/** `shown`: whoever writes has proven that it is theirs. */
export interface StaffOrder extends OrderBody {
  email: string;
  address: string[];
  shown: boolean;
  lines: OrderLine[];
  claims: ClaimView[];
  acts: ActOffer[];
  invoice: string;
}
export interface Side {
  customer: { id: string; name: string; email: string; language: string } | null;
  profile: {
    sizes: { about: string | null; size: string }[];
    brands: string[];
    categories: string[];
    colors: string[];
    said: { kind: string; value: string; about: string | null }[];
  } | null;
  orders: StaffOrder[];
  earlier: { conversation_id: string; created: string; reason: string; outcome: Outcome | null; asked: string }[];
  ratings: { about: "bot" | "human"; stars: number; words: string }[];
  tickets: { id: number; email: string | null; created: string }[];
}

export interface Suggestion {
  kind: "answer" | "before";
  title: string;
  text: string;
  language: string;
  score: number;
  source: string | null;
}
export interface CannedAnswer {
  id: number;
  shortcut: string;
  language: string;
  title: string;
  text: string;
  mine: boolean;
}
export interface ReviewItem {
  id: number;
  conversation_id: string;
  turn_id: string;
  said: string;
  answered: string;
  language: string;
  intent: string | null;
  confidence: number | null;
  right_intent: string | null;
  right_answer: string | null;
  comment: string | null;
  status: "open" | "done" | "discarded";
  by: string;
  created: string;
}
