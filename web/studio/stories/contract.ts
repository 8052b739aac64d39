/** What `/api/studio/stories` answers. */

export type Kind = "intent" | "action" | "slots" | "loop" | "checkpoint" | "or" | "other";
/** Without a second half: set, to whatever. */
export type Pair = [string] | [string, unknown];

export interface Step {
  kind: Kind;
  name: string;
  /** What is said word by word. */
  text: string;
  entities: Pair[][];
  slots: Pair[];
  options: Step[];
  line?: number;
}

export interface Dialogue {
  path: string;
  kind: "rule" | "story";
  name: string;
  line: number;
  is_test: boolean;
  steps: Step[];
  conditions: Step[];
  at_start: boolean;
  waits: boolean;
  written: string;
}

export interface Problem {
  kind: string;
  said: string;
  places: string[];
  about: string[];
  severity: "error" | "warning";
  of: [path: string, name: string][];
}

export interface Stories {
  version: string;
  dialogues: Dialogue[];
  problems: Problem[];
  paths: string[];
  /** Real examples of each intent, by language. */
  intents: Record<string, Record<string, string[]>>;
  /** What each action says, by language; nothing where its code decides. */
  actions: Record<string, Record<string, string>>;
  slots: string[];
  loops: string[];
  entities: string[];
  learns_stories: boolean;
}

export interface Done {
  action: string;
  words: Record<string, string>;
  /** Places and names of the rules that say so; none: the fallback. */
  rules: [place: string, name: string][];
}

export interface Heard {
  intent: string;
  confidence: number;
  ranking: [intent: string, share: number][];
  threshold: number;
  actions: Done[];
}

export interface New {
  path: string;
  kind: "rule" | "story";
  name: string;
  steps: Step[];
}

export interface Example {
  intent: string;
  language: string;
  text: string;
}

/** Asked for as it was seen: `written` is its text in the file. */
export type Edit =
  | { verb: "add"; dialogues: New[]; examples?: Example[]; instead?: boolean }
  | ({ verb: "change"; steps: Step[] } & Target)
  | ({ verb: "rename"; to: string } & Target)
  | ({ verb: "remove" } & Target);

export type Target = Pick<Dialogue, "path" | "kind" | "name" | "written">;

export const targetOf = ({ path, kind, name, written }: Dialogue): Target => ({ path, kind, name, written });
