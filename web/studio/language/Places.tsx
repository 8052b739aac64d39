import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import { LANGUAGE, type Place } from "./contract";
import { WORDS } from "./strings";

/** Every place that names the intent, looked up when somebody opens it. */
export function Places({ intent }: { intent: string }) {
  const { studio } = useStudio();
  const words = useStrings(WORDS);
  const [places, setPlaces] = useState<Place[]>([]);

  const read = (): Promise<boolean> =>
    studio.trying(async () => {
      const path = `${LANGUAGE}/intents/${encodeURIComponent(intent)}/places`;
      setPlaces((await call<{ places: Place[] }>("GET", path)).places);
    });

  return (
    <details onToggle={(event) => event.currentTarget.open && void read()}>
      <summary>{words.where}</summary>
      <dl class="lang-places">
        {[...new Set(places.map((place) => place.kind))].map((kind) => (
          <div key={kind}>
            <dt>{words.kinds[kind] ?? kind}</dt>
            {places
              .filter((place) => place.kind === kind)
              .map((place) => (
                <dd key={place.place}>
                  <code>{place.place}</code>
                </dd>
              ))}
          </div>
        ))}
      </dl>
    </details>
  );
}
