import type { Language } from "../../shared/contract";
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
        <p class="holder">{holderText(state.holder, strings)}</p>
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

function holderText(holder: string, strings: Strings): string {
  if (holder === "queue") return strings.holderQueue;
  return holder.startsWith("agent") ? strings.holderAgent : strings.holderBot;
}
