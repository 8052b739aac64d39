import { useState } from "preact/hooks";
import { useLoaded, useStrings, useStudio } from "../context";
import { addWords, readWords, removeWord, type WordBlock } from "./contract";
import { Groups } from "./Groups";
import { NewBlock } from "./NewBlock";
import { TRANSFER } from "./strings";
import { WordChips } from "./WordChips";

/** Words of one meaning: those that fill slots, each language beside the other, and those that a search knows. */
export function Synonyms() {
  const { strings } = useStudio();
  const words = useStrings(TRANSFER);
  const [sought, setSought] = useState("");
  const { data, problem } = useLoaded(readWords, []);
  if (!data) return <p class={problem ? "problem" : "soft"}>{problem ?? strings.loading}</p>;
  const wanted = sought.trim().toLowerCase();
  const fits = (texts: string[]): boolean => texts.some((text) => text.toLowerCase().includes(wanted));
  const blocks = data.blocks.filter((block) => fits([block.name, ...Object.values(block.words).flat()]));
  const groups = data.groups.filter(fits);
  return (
    <>
      <div class="row-form">
        <label class="field">
          <span>{words.search}</span>
          <input type="search" value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
        </label>
        <p class="soft" role="status">
          {words.found(blocks.length, groups.length)}
        </p>
      </div>
      <section class="card" aria-labelledby="groups-title">
        <h2 id="groups-title">{words.groupsTitle}</h2>
        <p class="soft">{data.mayLive ? words.groupsText : words.groupsDraft}</p>
        <Groups groups={groups} />
      </section>
      <section class="card" aria-labelledby="blocks-title">
        <h2 id="blocks-title">{words.blocksTitle}</h2>
        <p class="soft">{words.blocksText}</p>
        {!data.readsLookups && <p class="soft">{words.lookupsUnread}</p>}
        <NewBlock languages={data.languages} />
        <Blocks blocks={blocks} languages={data.languages} />
      </section>
    </>
  );
}

function Blocks({ blocks, languages }: { blocks: WordBlock[]; languages: string[] }) {
  const { strings } = useStudio();
  const words = useStrings(TRANSFER);
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.means}</th>
            {languages.map((language) => (
              <th key={language} scope="col">
                {strings.languages[language] ?? language}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {blocks.map((block) => (
            <tr key={`${block.kind} ${block.name}`}>
              <th scope="row">
                {block.name} <span class="soft">{words.kinds[block.kind]}</span>
              </th>
              {languages.map((language) => (
                <td key={language}>
                  <Cell block={block} language={language} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ block, language }: { block: WordBlock; language: string }) {
  const { studio, strings } = useStudio();
  const at = { kind: block.kind, name: block.name, language };
  const there = block.words[language] ?? [];
  return (
    <WordChips
      label={`${block.name}, ${strings.languages[language] ?? language}`}
      words={there}
      at={at}
      add={(more) => studio.edit(() => addWords(at, more))}
      remove={(word) => studio.edit(() => removeWord(at, word))}
    />
  );
}
