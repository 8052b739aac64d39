/** What the service sends to every client: message rows and product cards, as the wire carries them. */

export type Language = "en" | "zh";
export const LANGUAGES: readonly Language[] = ["en", "zh"];
export const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);

export interface Choice {
  title: string;
  payload: string;
}

export interface ProductCard {
  id: string;
  name: string;
  brand: string;
  category: string;
  price_cents: number;
  list_price_cents: number | null;
  currency: string;
  image: string;
  url: string;
  rating: number;
  reviews: number;
  stock: "in" | "low" | "out";
  colors: string[];
  sizes: string[];
  reason?: string;
  choices?: Choice[];
}

export interface ProductDetail extends ProductCard {
  description: string;
  attributes: Record<string, string>;
  similar: ProductCard[];
}

export interface ShipmentEvent {
  time: string;
  status: string;
  text: string;
  place: string | null;
}

export interface OrderItem {
  product_id: string;
  name: string;
  quantity: number;
  price_cents: number;
  image: string;
}

export interface OrderReturn {
  number: string;
  wish: "refund" | "exchange";
  status: string;
  text: string;
  created: string;
}

export interface OrderRefund {
  amount_cents: number;
  reason: string;
  status: string;
  text: string;
  updated: string;
}

export type OrderStatus =
  | "placed"
  | "paid"
  | "packed"
  | "shipped"
  | "out_for_delivery"
  | "delivered"
  | "cancelled"
  | "returned";

export interface OrderBody {
  number: string;
  status: OrderStatus;
  status_text: string;
  placed: string;
  expected: string | null;
  items: OrderItem[];
  total_cents: number;
  currency: string;
  carrier: string | null;
  tracking_number: string | null;
  events: ShipmentEvent[];
  /** Rows that were sent before there were any have neither. */
  returns?: OrderReturn[];
  refunds?: OrderRefund[];
}

/** `html` is there only on rows of the bot and of agents, and the service has sanitised it. */
export interface TextBody {
  text?: string;
  html?: string;
  payload?: string;
  /** The agent's, on what they wrote. */
  name?: string;
}

/** `task`: an offer to go on with a task, or, without choices, that there is none left; `dismiss` puts it away. */
export interface ChoicesBody extends TextBody {
  choices: Choice[];
  task?: boolean;
  dismiss?: string;
}

/** `about` is on a `rate` row, `up_to` on a `forgotten` one: everything up to there has been erased. */
export interface NoticeBody {
  text: string;
  code: string;
  about?: "bot" | "human";
  /** Of who has joined. */
  name?: string;
  up_to?: number;
}

interface RowOf<Kind extends string, Body> {
  seq: number;
  author: "shopper" | "bot" | "agent" | "system";
  kind: Kind;
  body: Body;
  client_id: string | null;
  created: string;
}

export type NoticeRow = RowOf<"notice", NoticeBody>;
export type OrderRow = RowOf<"order", OrderBody>;
export type Row =
  | RowOf<"text", TextBody>
  | RowOf<"choices", ChoicesBody>
  | RowOf<"products", TextBody & { products: ProductCard[] }>
  | OrderRow
  | RowOf<"image", { url: string; alt: string; name?: string }>
  | NoticeRow;

export type Author = Row["author"];
