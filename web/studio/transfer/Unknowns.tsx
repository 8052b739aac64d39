import { useStrings } from "../context";
import { Cut } from "./Cut";
import type { Naming, Report, Unknown } from "./contract";
import { TRANSFER } from "./strings";

const NEW = "+new"; // no intent is called so

interface Props {
  report: Report;
  intents: Record<string, Naming>;
  setIntents(intents: Record<string, Naming>): void;
}

/** Intents that nobody knows here: left out, taken for one of ours, or made new. */
export function Unknowns({ report, intents, setIntents }: Props) {
  const words = useStrings(TRANSFER);
  const set = (name: string, naming: Naming | null): void => {
    const { [name]: _, ...others } = intents;
    setIntents(naming ? { ...others, [name]: naming } : others);
  };
  return (
    <section class="card" aria-labelledby="unknown-title">
      <h2 id="unknown-title">{words.unknown(report.lengths.unknown)}</h2>
      <p class="soft">{words.unknownText}</p>
      <ul class="transfer-unknown">
        {report.unknown.map((one) => (
          <li key={one.name}>
            <div>
              <strong>{one.name}</strong> <span class="soft">{words.examples(one.count)}</span>
              <p class="soft">{one.samples.join(" · ")}</p>
            </div>
            <Named one={one} report={report} naming={intents[one.name] ?? null} set={(to) => set(one.name, to)} />
          </li>
        ))}
      </ul>
      <Cut shown={report.unknown.length} of={report.lengths.unknown} />
    </section>
  );
}

interface NamedProps {
  one: Unknown;
  report: Report;
  naming: Naming | null;
  set(naming: Naming | null): void;
}

function Named({ one, report, naming, set }: NamedProps) {
  const words = useStrings(TRANSFER);
  const like = one.like[0];
  const others = report.intents.filter((intent) => intent !== like);
  const value = naming === null ? "" : "to" in naming ? naming.to : NEW;
  function choose(to: string): void {
    if (to === NEW) set({ make: one.name.toLowerCase().replace(/\W+/g, "_"), topic: report.topics[0] ?? "imported" });
    else set(to ? { to } : null);
  }
  return (
    <div class="row-form">
      <label class="field">
        <span>{words.isHere(one.name)}</span>
        <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{words.leaveOut}</option>
          <option value={NEW}>{words.newIntent}</option>
          {like && <option value={like}>{like}</option>}
          {others.map((intent) => (
            <option key={intent} value={intent}>
              {intent}
            </option>
          ))}
        </select>
      </label>
      {naming && "make" in naming && (
        <>
          <label class="field">
            <span>{words.intentName}</span>
            <input
              value={naming.make}
              pattern="[a-z][a-z0-9_]*"
              onInput={(event) => set({ ...naming, make: event.currentTarget.value })}
            />
          </label>
          <label class="field">
            <span>{words.topic}</span>
            <select value={naming.topic} onChange={(event) => set({ ...naming, topic: event.currentTarget.value })}>
              {report.topics.map((topic) => (
                <option key={topic} value={topic}>
                  {topic}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
    </div>
  );
}
