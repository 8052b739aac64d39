import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import { Runs, Start } from "./Acts";
import { Comparison } from "./Comparison";
import type { Overview, Trial } from "./contract";
import { TRIAL } from "./strings";
import "./trial.css";

const LOOKS_EVERY_MS = 10_000;

/** A release that takes a share of new conversations, and how it compares with what is live. */
export function TrialPage() {
  const { strings } = useStudio();
  const words = useStrings(TRIAL);
  const [look, setLook] = useState(0);
  const [chosen, setChosen] = useState<number | null>(null);
  const { data, problem } = useLoaded(() => call<Overview>("GET", "/api/studio/trial"), [look]);
  const again = (): void => setLook((count) => count + 1);
  const isRunning = Boolean(data?.running);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(again, LOOKS_EVERY_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  const shown = chosen ?? data?.running?.id ?? data?.trials[0]?.id;
  return (
    <main class="page">
      <h1>{strings.pages.trial}</h1>
      <p class="soft">{words.lead}</p>
      {problem && <p class="problem">{problem}</p>}
      {data?.running && <Runs key={data.running.id} running={data.running} overview={data} reload={again} />}
      {data && !data.running && <Start overview={data} reload={again} />}
      {data && data.trials.length > 1 && <Choice trials={data.trials} shown={shown} choose={setChosen} />}
      {data && shown === undefined && <p class="soft">{words.nothing}</p>}
      {shown !== undefined && <Comparison id={shown} look={look} />}
    </main>
  );
}

interface ChoiceProps {
  trials: Trial[];
  shown: number | undefined;
  choose(id: number): void;
}

function Choice({ trials, shown, choose }: ChoiceProps) {
  const { language } = useStudio();
  const words = useStrings(TRIAL);
  const day = (moment: string): string => new Date(moment).toLocaleDateString(language);
  const ended = ({ outcome }: Trial): string => (outcome === "made_live" ? words.madeLive : words.stopped);
  return (
    <label class="field trial-choice">
      <span>{words.shown}</span>
      <select value={shown} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {trials.map((each) => (
          <option key={each.id} value={each.id}>
            {each.title} ·{" "}
            {each.ended ? `${words.from(day(each.began), day(each.ended))} · ${ended(each)}` : words.goesOn}
          </option>
        ))}
      </select>
    </label>
  );
}
