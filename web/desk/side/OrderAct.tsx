import { useRef, useState } from "preact/hooks";
import { Refused } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { api } from "../api";
import { useDesk } from "../context";
import type { StaffOrder, StaffRow } from "../contract";
import { Foot } from "../dialogs/Foot";
import { refusalText } from "../strings";

/** `ref`: the return or the claim that it is about. */
export interface Asked {
  act: string;
  ref: string | null;
}

interface Props {
  id: string;
  order: StaffOrder;
  asked: Asked;
  close(): void;
}

const REASONS = ["too_small", "too_large", "not_as_expected", "quality", "late", "changed_mind", "other"] as const;
const KINDS = ["damaged", "wrong", "missing"] as const;
const ADDRESS = ["recipient", "street", "postcode", "city", "country"] as const;
const TAKES_ITEMS = new Set(["cancel", "return"]);
const TAKES_ITEM = new Set(["change_item", "exchange", "claim"]);

/** An act on an order: what it needs, and the reason for it where the rules refuse. One key however often it is sent. */
export function OrderAct({ id, order, asked, close }: Props) {
  const { desk, state, strings } = useDesk();
  const words = strings.side;
  const key = useRef(crypto.randomUUID());
  const [problem, setProblem] = useState<string | null>(null);
  const [item, setItem] = useState(order.lines[0]);
  const offer = order.acts.find((one) => one.act === asked.act);
  const [refused, setRefused] = useState(false);
  // a reason is asked for where the rules are known to refuse, and where they turn out to
  const past = (offer !== undefined && !offer.allowed) || refused;
  const photos = photosOf(state.opened?.rows ?? []);

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await api.act(id, { act: asked.act, order: order.number, key: key.current, ...read(given, asked) });
      desk.toast(strings.saved);
      close();
    } catch (error) {
      setProblem(refusalText(error, strings));
      setRefused(error instanceof Refused && error.code === "act_refused");
    }
  }

  const choose = (name: string, label: string, values: readonly string[], names: Record<string, string>) => (
    <label class="field">
      <span>{label}</span>
      <select name={name}>
        {values.map((value) => (
          <option key={value} value={value}>
            {names[value] ?? value}
          </option>
        ))}
      </select>
    </label>
  );

  return (
    <Dialog title={`${words.acts[asked.act] ?? asked.act} · #${order.number}`} close={close}>
      <form onSubmit={(event) => void send(event)}>
        {offer?.why && <p class="problem">{offer.why}</p>}
        {asked.act === "cancel" && <p>{words.cancelText}</p>}
        {TAKES_ITEMS.has(asked.act) && (
          <fieldset>
            <legend>{words.whichItems}</legend>
            {order.lines.map((line) => (
              <label key={line.id} class="choice">
                <input
                  type="number"
                  name={`pieces-${line.id}`}
                  min={0}
                  max={line.quantity}
                  defaultValue={String(asked.act === "cancel" ? line.quantity : 0)}
                />
                <span>{line.text}</span>
              </label>
            ))}
          </fieldset>
        )}
        {TAKES_ITEM.has(asked.act) && (
          <label class="field">
            <span>{words.whichItem}</span>
            <select
              name="item"
              onChange={(event) =>
                setItem(order.lines.find((line) => String(line.id) === event.currentTarget.value) ?? item)
              }
            >
              {order.lines.map((line) => (
                <option key={line.id} value={line.id}>
                  {line.text}
                </option>
              ))}
            </select>
          </label>
        )}
        {(asked.act === "change_item" || asked.act === "exchange") && item && (
          <>
            {item.sizes.length > 1 && choose("size", words.size, ["", ...item.sizes], { "": words.asItIs })}
            {item.colors.length > 1 &&
              choose("color", words.color, ["", ...item.colors.map((one) => one.id)], {
                "": words.asItIs,
                ...Object.fromEntries(item.colors.map((one) => [one.id, one.name])),
              })}
          </>
        )}
        {asked.act === "change_item" && item && (
          <label class="field">
            <span>{words.pieces}</span>
            <input name="quantity" type="number" min={1} max={99} defaultValue={String(item.quantity)} />
          </label>
        )}
        {(asked.act === "return" || asked.act === "exchange") && (
          <>
            {choose("reason", words.reason, REASONS, words.reasons)}
            <label class="choice">
              <input type="checkbox" name="sealed" />
              <span>{words.sealed}</span>
            </label>
          </>
        )}
        {asked.act === "claim" && (
          <>
            {choose("kind", words.kind, KINDS, words.kinds)}
            {choose("wish", words.wish, ["replacement", "refund"], words.wishes)}
            {photos.length > 0 &&
              choose("photo", strings.photo, [...photos.map((one) => one.id), ""], {
                "": words.noPhoto,
                ...Object.fromEntries(photos.map((one) => [one.id, one.name])),
              })}
            <label class="field">
              <span>{words.words}</span>
              <textarea name="words" rows={2} maxLength={1000} />
            </label>
          </>
        )}
        {asked.act === "claim_decide" && (
          <fieldset>
            <legend>{words.decision}</legend>
            <div class="choices">
              <label class="choice">
                <input type="radio" name="accepted" value="yes" required />
                <span>{words.accept}</span>
              </label>
              <label class="choice">
                <input type="radio" name="accepted" value="no" required />
                <span>{words.refuse}</span>
              </label>
            </div>
          </fieldset>
        )}
        {asked.act === "address" &&
          ADDRESS.map((name) => (
            <label key={name} class="field">
              <span>{words.address[name]}</span>
              <input name={name} required maxLength={200} />
            </label>
          ))}
        {past && (
          <label class="field">
            <span>{words.why}</span>
            <textarea name="override" rows={2} required maxLength={500} />
          </label>
        )}
        <Foot does={words.acts[asked.act] ?? asked.act} close={close} problem={problem} not={words.no} />
      </form>
    </Dialog>
  );
}

/** The shopper's photographs in this conversation, the newest first. */
function photosOf(rows: readonly StaffRow[]): { id: string; name: string }[] {
  return rows
    .flatMap((row) =>
      row.kind === "image" && row.author === "shopper"
        ? [{ id: row.body.url.split("/").at(-1) ?? "", name: row.body.alt }]
        : [],
    )
    .reverse();
}

/** The fields as the service wants them. */
export function read(given: FormData, { act, ref }: Asked): Record<string, unknown> {
  const asked: Record<string, unknown> = {};
  const items: Record<string, number> = {};
  for (const [name, value] of given.entries()) {
    const text = String(value).trim();
    if (name.startsWith("pieces-")) {
      if (Number(text) > 0) items[name.slice("pieces-".length)] = Number(text);
    } else if (name === "item" || name === "quantity") asked[name] = Number(text);
    else if (name === "sealed") asked.sealed = true;
    else if (name === "accepted") asked.accepted = text === "yes";
    else if (text) asked[name] = text;
  }
  if (TAKES_ITEMS.has(act)) asked.items = items;
  if (act.startsWith("return_")) asked.return = ref;
  if (act === "claim_decide") asked.claim = Number(ref);
  return asked;
}
