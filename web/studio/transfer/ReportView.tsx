import { useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import { Cut } from "./Cut";
import { type Applied, applyImport, KINDS, type Kind, type Naming, type Report } from "./contract";
import { Differences } from "./Differences";
import { Nears } from "./Nears";
import { TRANSFER } from "./strings";
import { Unknowns } from "./Unknowns";

interface Props {
  token: string;
  report: Report;
  done(): void;
  drop(): void;
}

/** What an import would do; nothing has happened yet. What is new is taken, what differs only where it is chosen. */
export function ReportView({ token, report, done, drop }: Props) {
  const { studio } = useStudio();
  const words = useStrings(TRANSFER);
  const present = KINDS.filter((kind) => Object.values(report.counts[kind]).some(Boolean));
  const [kinds, setKinds] = useState<Kind[]>(present);
  const [take, setTake] = useState<ReadonlySet<string>>(new Set());
  const [leave, setLeave] = useState<ReadonlySet<string>>(new Set());
  const [intents, setIntents] = useState<Record<string, Naming>>({});
  const [busy, setBusy] = useState(false);

  const mapped = report.unknown.reduce((sum, one) => sum + (intents[one.name] ? one.count : 0), 0);
  const fresh = kinds.reduce((sum, kind) => sum + report.counts[kind].new, 0);
  const total = fresh + (kinds.includes("examples") ? mapped : 0) + take.size - leave.size;

  async function apply(): Promise<void> {
    setBusy(true);
    let answer: Applied | undefined;
    const went = await studio.edit(async () => {
      answer = await applyImport(token, { kinds, take: [...take], leave: [...leave], intents });
      return answer;
    });
    setBusy(false);
    if (!went) return;
    if (!answer?.version) studio.say(words.nothingNew);
    done();
  }

  return (
    <>
      <section class="card" aria-labelledby="report-title">
        <div class="page-head">
          <h2 id="report-title">{words.reportOn(report.name)}</h2>
          <button type="button" class="link" onClick={drop}>
            {words.discard}
          </button>
        </div>
        <p class="soft">{words.nothingYet}</p>
        <Counts report={report} present={present} kinds={kinds} setKinds={setKinds} />
        {report.notes.length > 0 && (
          <details>
            <summary>{words.passedOver(report.lengths.notes)}</summary>
            <ul class="transfer-lines">
              {report.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </details>
        )}
      </section>
      {report.faults.length > 0 && (
        <section class="card" aria-labelledby="faults-title">
          <h2 id="faults-title">{words.faults(report.lengths.faults)}</h2>
          <p class="soft">{words.faultsText}</p>
          <ul class="transfer-lines is-long">
            {report.faults.map((fault, at) => (
              <li key={`${fault.place} ${at}`}>
                <code>{fault.place}</code> {fault.said}
              </li>
            ))}
          </ul>
          <Cut shown={report.faults.length} of={report.lengths.faults} />
        </section>
      )}
      {report.unknown.length > 0 && <Unknowns report={report} intents={intents} setIntents={setIntents} />}
      {report.different.length > 0 && <Differences report={report} take={take} setTake={setTake} />}
      {report.near.length > 0 && <Nears report={report} leave={leave} setLeave={setLeave} />}
      <Fresh report={report} present={present} />
      <div class="transfer-apply">
        <button type="button" class="button is-strong" disabled={busy || total <= 0} onClick={() => void apply()}>
          {total > 0 ? words.takeIn(total) : words.nothingNew}
        </button>
        <button type="button" class="button" disabled={busy} onClick={drop}>
          {words.discard}
        </button>
        <span class="soft">{words.oneCommit}</span>
      </div>
    </>
  );
}

interface CountsProps {
  report: Report;
  present: readonly Kind[];
  kinds: Kind[];
  setKinds(kinds: Kind[]): void;
}

function Counts({ report, present, kinds, setKinds }: CountsProps) {
  const words = useStrings(TRANSFER);
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col" class="is-number">
              {words.new}
            </th>
            <th scope="col" class="is-number">
              {words.there}
            </th>
            <th scope="col" class="is-number">
              {words.differs}
            </th>
            <th scope="col" class="is-number">
              {words.unknownIntent}
            </th>
          </tr>
        </thead>
        <tbody>
          {present.map((kind) => (
            <tr key={kind}>
              <th scope="row">
                <label class="choice">
                  <input
                    type="checkbox"
                    checked={kinds.includes(kind)}
                    onChange={(event) =>
                      setKinds(event.currentTarget.checked ? [...kinds, kind] : kinds.filter((one) => one !== kind))
                    }
                  />
                  {words.kindsOf[kind]}
                </label>
              </th>
              {(["new", "there", "different", "unknown"] as const).map((count) => (
                <td key={count} class="is-number">
                  {report.counts[kind][count].toLocaleString()}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Fresh({ report, present }: { report: Report; present: readonly Kind[] }) {
  const words = useStrings(TRANSFER);
  const shown = present.filter((kind) => report.new[kind].length > 0);
  if (shown.length === 0) return null;
  return (
    <section class="card" aria-labelledby="new-title">
      <h2 id="new-title">{words.new}</h2>
      {shown.map((kind) => (
        <details key={kind}>
          <summary>{`${words.kindsOf[kind]}: ${report.counts[kind].new.toLocaleString()}`}</summary>
          <ul class="transfer-lines is-long">
            {report.new[kind].map((piece) => (
              <li key={piece.id}>
                <code>{piece.place}</code> <strong>{piece.what}</strong> <span>{piece.text}</span>
              </li>
            ))}
          </ul>
          <Cut shown={report.new[kind].length} of={report.counts[kind].new} />
        </details>
      ))}
    </section>
  );
}
