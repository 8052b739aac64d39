import { useEffect, useState } from "preact/hooks";
import { localeOf } from "../../shared/format";
import { Facts } from "../../shared/staff/Facts";
import { api } from "../api";
import { useDesk } from "../context";
import type { ReviewItem } from "../contract";
import { conversationPath } from "../route";

const STATUSES = ["open", "done", "discarded"] as const;

/** What the bot got wrong, as agents marked it; editors settle it, and can take that back. */
export function Review() {
  const { desk, state, strings, language } = useDesk();
  const [status, setStatus] = useState<ReviewItem["status"]>("open");
  const [items, setItems] = useState<ReviewItem[]>([]);
  const has = (role: string): boolean => state.me?.roles.some((one) => one === role || one === "admin") ?? false;
  const load = (): Promise<boolean> => desk.trying(async () => setItems((await api.reviews(status)).items));
  useEffect(() => void load(), [desk, status]);
  const settle = (item: ReviewItem, as: ReviewItem["status"]): Promise<boolean> =>
    desk.trying(async () => {
      await api.settle(item.id, as);
      await load();
    });
  return (
    <main class="page">
      <h1>{strings.pages.review}</h1>
      <nav class="views" aria-label={strings.pages.review}>
        {STATUSES.map((one) => (
          <button key={one} type="button" class="view" aria-pressed={status === one} onClick={() => setStatus(one)}>
            {strings.review.statuses[one]}
          </button>
        ))}
      </nav>
      {items.length === 0 && <p class="soft">{strings.review.empty}</p>}
      {items.map((item) => (
        <article key={item.id} class="card">
          <p>
            <strong dir="auto">{item.said}</strong>
          </p>
          <p class="soft" dir="auto">
            {item.answered}
          </p>
          <Facts
            facts={[
              [strings.intent, [item.intent ?? "–", item.right_intent].filter(Boolean).join(" → ")],
              [strings.review.rightAnswer, item.right_answer],
              [strings.review.comment, item.comment],
            ]}
          />
          <p class="soft">
            {item.by}, {new Date(item.created).toLocaleString(localeOf(language))}{" "}
            {has("agent") && (
              <a class="link" href={conversationPath(item.conversation_id)}>
                {strings.transcript}
              </a>
            )}
          </p>
          {has("editor") && (
            <p class="actions">
              {STATUSES.filter((one) => one !== status).map((one) => (
                <button key={one} type="button" class="button" onClick={() => void settle(item, one)}>
                  {strings.review.settle[one]}
                </button>
              ))}
            </p>
          )}
        </article>
      ))}
    </main>
  );
}
