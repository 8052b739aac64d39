import { useEffect, useMemo, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useDesk } from "../context";
import { duration, type Strings } from "../strings";
import { Chart } from "./Chart";
import { BY, type By, type Found, type Measures, type Row } from "./contract";

const DAY_MS = 86_400_000;
const SHOWN_FIRST = 14;
const isoDay = (moment: Date): string => moment.toLocaleDateString("sv");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What people and the bot did in a period, apart: figures, a chart, and the table that it is drawn from. */
export function Numbers() {
  const { desk, strings } = useDesk();
  const words = strings.numbers;
  const [first, setFirst] = useState(isoDay(new Date(Date.now() - SHOWN_FIRST * DAY_MS)));
  const [last, setLast] = useState(isoDay(new Date()));
  const [by, setBy] = useState<By>("day");
  const [shown, setShown] = useState<{ found: Found; by: By } | null>(null);
  const asked = new URLSearchParams({ from: first, to: last, by, tz: zone });
  useEffect(() => {
    // an answer to what is no longer asked comes too late
    let wanted = true;
    void desk.trying(async () => {
      const found = await call<Found>("GET", `/api/desk/numbers?${asked}`);
      if (wanted) setShown({ found, by });
    });
    return () => {
      wanted = false;
    };
  }, [desk, first, last, by]);
  const labels = useMemo(() => shown?.found.rows.map((row) => labelOf(row, shown.by, strings)) ?? [], [shown, strings]);
  return (
    <main class="page">
      <div class="page-head">
        <h1>{strings.pages.numbers}</h1>
        <div class="row-form">
          <label class="field">
            <span>{words.from}</span>
            <input type="date" value={first} max={last} onChange={(event) => setFirst(event.currentTarget.value)} />
          </label>
          <label class="field">
            <span>{words.to}</span>
            <input type="date" value={last} min={first} onChange={(event) => setLast(event.currentTarget.value)} />
          </label>
          <label class="field">
            <span>{words.by}</span>
            <select value={by} onChange={(event) => setBy(event.currentTarget.value as By)}>
              {BY.map((one) => (
                <option key={one} value={one}>
                  {words.bys[one]}
                </option>
              ))}
            </select>
          </label>
          <a class="button" href={`/api/desk/numbers.csv?${asked}`} download>
            CSV
          </a>
        </div>
      </div>
      {shown && (
        <>
          <Totals found={shown.found} />
          {shown.found.rows.length === 0 ? (
            <p class="soft">{words.nothing}</p>
          ) : (
            <>
              <section class="card">
                <h2>{words.chart}</h2>
                <Chart rows={shown.found.rows} labels={labels} />
              </section>
              <Table found={shown.found} by={shown.by} />
            </>
          )}
          <details class="card">
            <summary>{words.what}</summary>
            <dl class="definitions">
              {words.definitions.map(([name, what]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </details>
        </>
      )}
    </main>
  );
}

function Totals({ found }: { found: Found }) {
  const { strings } = useDesk();
  const words = strings.numbers;
  const { human, bot } = found.totals;
  return (
    <div class="totals">
      <Figures
        title={words.human}
        figures={[
          [words.waiting, String(found.waiting)],
          [words.handled, `${human.handled} / ${human.called}`],
          [words.firstAnswer, seconds(human.first_answer_s, strings)],
          [words.firstAnswerP90, seconds(human.first_answer_p90_s, strings)],
          [words.resolution, seconds(human.resolution_s, strings)],
          [words.rating, rated(human)],
          [words.recontact, share(human.recontact, human.recontact_of)],
        ]}
      />
      <Figures
        title={words.bot}
        figures={[
          [words.conversations, String(bot.conversations)],
          [words.automated, share(bot.automated, bot.conversations)],
          [words.firstAnswer, seconds(bot.first_answer_s, strings)],
          [words.firstAnswerP90, seconds(bot.first_answer_p90_s, strings)],
          [words.rating, rated(bot)],
          [words.recontact, share(bot.recontact, bot.recontact_of)],
        ]}
      />
    </div>
  );
}

function Figures({ title, figures }: { title: string; figures: [string, string][] }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Table({ found, by }: { found: Found; by: By }) {
  const { strings } = useDesk();
  const words = strings.numbers;
  const columns: [string, (row: Measures) => string][] = [
    [words.called, ({ human }) => String(human.called)],
    [words.handled, ({ human }) => String(human.handled)],
    [words.abandoned, ({ human }) => String(human.abandoned)],
    [words.firstAnswer, ({ human }) => seconds(human.first_answer_s, strings)],
    [words.resolution, ({ human }) => seconds(human.resolution_s, strings)],
    [words.rating, ({ human }) => rated(human)],
    [words.conversations, ({ bot }) => String(bot.conversations)],
    [words.automated, ({ bot }) => share(bot.automated, bot.conversations)],
    [`${words.bot}: ${words.rating}`, ({ bot }) => rated(bot)],
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="table" tabIndex={0} aria-label={words.bys[by]}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.bys[by]}</th>
            {columns.map(([name]) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{labelOf(row, by, strings)}</th>
              {columns.map(([name, value]) => (
                <td key={name} class="is-number">
                  {value(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function labelOf(row: Row, by: By, strings: Strings): string {
  if (by === "hour") return `${row.key.padStart(2, "0")}:00`;
  return by === "language" ? (strings.languages[row.key] ?? row.key) : row.label;
}

const seconds = (value: number | null, strings: Strings): string =>
  value === null ? "–" : value < 10 ? strings.seconds(value) : duration(value * 1000, strings);
/** Never without of how many: three of four is not three hundred of four hundred. */
const share = (value: number | null, of: number): string =>
  value === null ? "–" : `${Math.round(value * 100)} % (${of})`;
const rated = ({ rating, ratings }: { rating: number | null; ratings: number }): string =>
  rating === null ? "–" : `${rating.toFixed(1)} (${ratings})`;
