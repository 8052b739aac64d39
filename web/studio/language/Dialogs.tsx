import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { go } from "../../shared/route";
import { call, Refused } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { type Example, type Intents, LANGUAGE, pageOf, refOf } from "./contract";
import { WORDS } from "./strings";

interface Props {
  intent: string;
  close(): void;
}

export function RenameDialog({ intent, close }: Props) {
  const words = useStrings(WORDS);
  const [name, setName] = useState(intent);
  return (
    <Asking
      title={words.rename}
      text={words.renameText}
      verb={words.rename}
      path={`/intents/${encodeURIComponent(intent)}/rename`}
      body={{ to: name }}
      then={pageOf(name)}
      close={close}
    >
      <label class="field">
        <span>{words.name}</span>
        <input
          value={name}
          required
          maxLength={63}
          autocomplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <small class="soft">{words.nameHelp}</small>
      </label>
    </Asking>
  );
}

export function MergeDialog({ intent, all, close }: Props & { all: Intents | null }) {
  const words = useStrings(WORDS);
  const [into, setInto] = useState("");
  return (
    <Asking
      title={words.merge}
      text={words.mergeText}
      verb={words.merge}
      path={`/intents/${encodeURIComponent(intent)}/merge`}
      body={{ into }}
      then={pageOf(into)}
      close={close}
    >
      <IntentField label={words.mergeInto} all={all} but={intent} value={into} change={setInto} />
    </Asking>
  );
}

export function MoveDialog({ intent, all, examples, close }: Props & { all: Intents | null; examples: Example[] }) {
  const words = useStrings(WORDS);
  const [to, setTo] = useState("");
  return (
    <Asking
      title={words.move}
      text={words.chosen(examples.length)}
      verb={words.move}
      path="/examples/move"
      body={{ intent, to, examples: examples.map(refOf) }}
      close={close}
    >
      <IntentField label={words.moveTo} all={all} but={intent} value={to} change={setTo} />
    </Asking>
  );
}

export function RemoveDialog({ intent, close }: Props) {
  const words = useStrings(WORDS);
  return (
    <Asking
      title={words.removeIntent}
      text={words.removeText}
      verb={words.remove}
      path={`/intents/${encodeURIComponent(intent)}/remove`}
      body={{}}
      then="/studio/language"
      close={close}
    />
  );
}

interface AskingProps {
  title: string;
  text: string;
  verb: string;
  path: string;
  body: unknown;
  /** Where to go when it is done. */
  then?: string;
  close(): void;
  children?: ComponentChildren;
}

/** An edit that is asked for in a dialog. What is refused is said in it, with the places that are in the way. */
function Asking(props: AskingProps) {
  const { studio, strings } = useStudio();
  const words = useStrings(WORDS);
  const [refused, setRefused] = useState<Refused | null>(null);
  const places = Array.isArray(refused?.detail.places) ? refused.detail.places.map(String) : [];

  async function ask(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const edited = await call<Edited>("POST", LANGUAGE + props.path, props.body);
      props.close();
      if (props.then) go(props.then);
      await studio.edit(async () => edited);
    } catch (error) {
      if (error instanceof Refused && error.status !== 401) setRefused(error);
      else studio.refused(error);
    }
  }

  return (
    <Dialog title={props.title} close={props.close}>
      <form onSubmit={(event) => void ask(event)}>
        <p>{props.text}</p>
        {props.children}
        <div role="alert">
          {refused && <p class="problem">{refused.message || refused.code}</p>}
          {places.length > 0 && (
            <>
              <p>{words.usedIn}</p>
              <ul class="lang-in-the-way">
                {places.map((place) => (
                  <li key={place}>
                    <code>{place}</code>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        <footer>
          <button type="button" class="button" onClick={props.close}>
            {strings.cancel}
          </button>
          <button type="submit" class="button is-strong">
            {props.verb}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  label: string;
  all: Intents | null;
  but: string;
  value: string;
  change(intent: string): void;
}

/** One of the intents: typed or picked. */
function IntentField({ label, all, but, value, change }: FieldProps) {
  const { language } = useStudio();
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        required
        list="intents"
        autocomplete="off"
        onInput={(event) => change(event.currentTarget.value)}
      />
      <datalist id="intents">
        {all?.intents
          .filter((intent) => intent.name !== but)
          .map((intent) => (
            <option key={intent.name} value={intent.name}>
              {intent.titles[language]}
            </option>
          ))}
      </datalist>
    </label>
  );
}
