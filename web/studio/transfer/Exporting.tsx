import { useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import { EXPORTS, type Export, exportAddress } from "./contract";
import { TRANSFER } from "./strings";

const TABLES: readonly Export[] = ["examples", "faq", "responses", "words"];

/** Files to download: of what is being edited, or of what is published. */
export function Exporting() {
  const { strings } = useStudio();
  const words = useStrings(TRANSFER);
  const [what, setWhat] = useState<Export>("examples");
  const [version, setVersion] = useState("draft");
  const [only, setOnly] = useState("");
  const [bom, setBom] = useState(true);
  const isTable = TABLES.includes(what);
  return (
    <section class="card" aria-labelledby="export-title">
      <h2 id="export-title">{words.parts.export}</h2>
      <fieldset>
        <legend>{words.what}</legend>
        <div class="transfer-kinds">
          {EXPORTS.map((one) => (
            <label key={one} class="choice">
              <input type="radio" name="what" checked={what === one} onChange={() => setWhat(one)} />
              <span>
                {words.exports[one].title}
                <span class="soft"> {words.exports[one].text}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="row-form">
        <label class="field">
          <span>{words.version}</span>
          <select value={version} onChange={(event) => setVersion(event.currentTarget.value)}>
            <option value="draft">{words.draft}</option>
            <option value="published">{words.published}</option>
          </select>
        </label>
        <label class="field">
          <span>{words.language}</span>
          <select value={only} onChange={(event) => setOnly(event.currentTarget.value)}>
            <option value="">{words.all}</option>
            {Object.entries(strings.languages).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {isTable && (
          <label class="choice">
            <input type="checkbox" checked={bom} onChange={(event) => setBom(event.currentTarget.checked)} />
            {words.forExcel}
          </label>
        )}
        <a class="button is-strong" href={exportAddress(what, version, only, isTable && bom)} download>
          {words.download}
        </a>
      </div>
      {isTable && <p class="soft">{words.safeCells}</p>}
    </section>
  );
}
