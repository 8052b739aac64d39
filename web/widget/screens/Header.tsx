import type { Language } from "../../shared/contract";
import { agentName, type Place, type State } from "../state";
import type { Strings } from "../strings";
import { useChat } from "./context";
import { ChatIcon, CloseIcon, RenewIcon } from "./icons";

const OFFERED: { language: Language; short: string; name: string; tag: string }[] = [
  { language: "en", short: "EN", name: "English", tag: "en" },
  { language: "zh", short: "中文", name: "中文", tag: "zh-CN" },
];

export function Header() {
  const { session, state, strings, title } = useChat();
  return (
    <div class="header">
      <span class="mark" aria-hidden="true">
        <slot name="logo">
          <ChatIcon />
        </slot>
      </span>
      <div class="heading">
        <h2 class="title">{title}</h2>
        <p class="holder" role="status">
          {holderText(state, strings)}
        </p>
      </div>
      <fieldset class="languages">
        <legend class="hidden">{strings.language}</legend>
        {OFFERED.map(({ language, short, name, tag }) => (
          <button
            key={language}
            type="button"
            lang={tag}
            title={name}
            aria-pressed={state.language === language}
            onClick={() => session.setLanguage(language)}
          >
            {short}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="tool"
        aria-label={strings.renew}
        title={strings.renew}
        disabled={state.connection !== "online"}
        onClick={() => session.store.dispatch({ type: "confirming", on: true })}
      >
        <RenewIcon />
      </button>
      <button
        type="button"
        class="tool"
        aria-label={strings.close}
        title={strings.close}
        onClick={() => session.store.dispatch({ type: "closed" })}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

function holderText(state: State, strings: Strings): string {
  if (state.holder === "queue") return state.place ? placeText(state.place, strings) : strings.holderQueue;
  if (!state.holder.startsWith("agent")) return strings.holderBot;
  const name = agentName(state);
  return name ? strings.holderNamed(name) : strings.holderAgent;
}

function placeText({ place, wait_s: wait }: Place, strings: Strings): string {
  const turn = place === 1 ? strings.placeNext : strings.place(place);
  return wait === null ? turn : `${turn} · ${strings.wait(Math.max(1, Math.round(wait / 60)))}`;
}
