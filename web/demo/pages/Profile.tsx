import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { calendarDate } from "../../shared/format";
import { eraseProfile, type Known, useProfile } from "../api";
import { Skeletons } from "../Cards";
import { useWords } from "../context";
import { useVisitor } from "../visitor";
import { Note } from "./Missing";

export function Profile() {
  const { strings } = useWords();
  const { identity, customer } = useVisitor();
  useEffect(() => {
    document.title = `${strings.profile} · Larkfield`;
  }, [strings]);
  if (customer && identity) return <Signed key={identity} identity={identity} />;
  return <Note text={strings.profileSignIn} />;
}

function Signed({ identity }: { identity: string }) {
  const { language, strings } = useWords();
  const [loaded, again] = useProfile(identity, language);
  switch (loaded.status) {
    case "loading":
      return (
        <div class="wide">
          <Skeletons />
        </div>
      );
    case "missing":
    case "failed":
      return <Note text={strings.profileFailed} again={again} />;
    case "ready":
      return <Shown known={loaded.data} identity={identity} again={again} />;
  }
}

function Shown({ known, identity, again }: { known: Known; identity: string; again: () => void }) {
  const { language, strings } = useWords();
  const colour = (id: string): string => strings.colours[id] ?? id;
  const listed = (items: readonly string[]): string => items.join(language === "zh" ? "、" : ", ");
  const sizes = known.sizes.map(({ about, size }) => (about ? `${about}: ${size}` : size));
  return (
    <div class="wide profile">
      <h1>{strings.profile}</h1>
      <p class="profile-name">{known.name}</p>
      <dl>
        <Fact name={strings.language}>{strings.languageNames[known.language] ?? known.language}</Fact>
        <Fact name={strings.size}>{listed(sizes)}</Fact>
        <Fact name={strings.brands}>{listed(known.brands)}</Fact>
        <Fact name={strings.categories}>{listed(known.categories)}</Fact>
        <Fact name={strings.colour}>{listed(known.colors.map(colour))}</Fact>
        <Fact name={strings.looked}>{known.remembered > 0 && strings.lookedAt(known.remembered)}</Fact>
        <Fact name={strings.orders}>
          {known.orders.length > 0 && (
            <ul>
              {known.orders.map(({ number, placed }) => (
                <li key={number}>
                  #{number}, {calendarDate(placed, language)}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name={strings.conversations}>
          {known.conversations.length > 0 && (
            <ul>
              {known.conversations.map(({ began, messages }) => (
                <li key={began}>
                  {calendarDate(began, language)}, {strings.messages(messages)}
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </dl>
      <Erase identity={identity} again={again} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  const { strings } = useWords();
  return (
    <div>
      <dt>{name}</dt>
      <dd class={children ? "" : "is-nothing"}>{children || strings.nothingKnown}</dd>
    </div>
  );
}

type Step = "idle" | "asking" | "erasing" | "erased" | "failed";

/** Asked once more before it is done; the focus goes to what is to be decided or read. */
function Erase({ identity, again }: { identity: string; again: () => void }) {
  const { strings } = useWords();
  const [step, setStep] = useState<Step>("idle");
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (step !== "idle") place.current?.focus();
  }, [step]);
  const erase = async (): Promise<void> => {
    setStep("erasing");
    const erased = await eraseProfile(identity).catch(() => false);
    setStep(erased ? "erased" : "failed");
    if (erased) again();
  };
  return (
    <section class="erase">
      <h2>{strings.erase}</h2>
      <p>{strings.eraseHint}</p>
      <div ref={place} tabIndex={-1} role="status">
        {step === "asking" && <p>{strings.eraseAsk}</p>}
        {step === "erased" && <p class="erase-done">{strings.eraseDone}</p>}
        {step === "failed" && <p class="erase-failed">{strings.eraseFailed}</p>}
      </div>
      {step === "asking" ? (
        <p class="erase-answers">
          <button type="button" class="button is-danger" onClick={erase}>
            {strings.eraseYes}
          </button>
          <button type="button" class="button" onClick={() => setStep("idle")}>
            {strings.eraseNo}
          </button>
        </p>
      ) : (
        step !== "erased" && (
          <button type="button" class="button" disabled={step === "erasing"} onClick={() => setStep("asking")}>
            {strings.erase}
          </button>
        )
      )}
    </section>
  );
}
