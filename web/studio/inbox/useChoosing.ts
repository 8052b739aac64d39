import { useState } from "preact/hooks";
import type { Group } from "./contract";
import { type Decision, isUnsure } from "./state";

export interface Choosing {
  /** Items that are left out of the decision. */
  out: ReadonlySet<number>;
  /** Whether examples go with it; and which. */
  adds: boolean;
  lines: string[];
  take(id: number, isIn: boolean): void;
  turn(adds: boolean): void;
  change(lines: string[]): void;
  decide(intent: string | null, topic?: string, example?: string): void;
}

interface Chosen {
  of: number | null;
  out: ReadonlySet<number>;
  adds: boolean | null;
  lines: string[] | null;
}

const nothing = (of: number | null): Chosen => ({ of, out: new Set(), adds: null, lines: null });

/** What an editor has chosen about the group that is shown, until they decide or go on to another. */
export function useChoosing(group: Group | undefined, send: (decision: Omit<Decision, "key">) => void): Choosing {
  const [kept, setKept] = useState<Chosen>(nothing(null));
  const chosen = kept.of === (group?.id ?? null) ? kept : nothing(group?.id ?? null);
  const change = (by: Partial<Chosen>): void => setKept({ ...chosen, ...by });
  const suggested = group ? suggestedOf(group, chosen.out) : [];
  const lines = chosen.lines ?? suggested;
  // who says that the bot was right where it was sure has nothing to teach it
  const adds = chosen.adds ?? Boolean(group && isUnsure(group));

  return {
    out: chosen.out,
    adds,
    lines,
    take: (id, isIn) => {
      const out = new Set(chosen.out);
      if (isIn) out.delete(id);
      else out.add(id);
      change({ out });
    },
    turn: (on) => change({ adds: on }),
    change: (changed) => change({ lines: changed }),
    decide: (intent, topic, example) => {
      if (!group) return;
      const ids = group.ids.filter((id) => !chosen.out.has(id));
      if (ids.length === 0) return;
      const isWrong = intent !== group.items[0]?.intent;
      const writes = intent !== null && (topic !== undefined || (chosen.adds ?? (adds || isWrong)));
      const written = example !== undefined ? [example] : lines;
      const examples = writes ? written.map((line) => line.trim()).filter(Boolean) : [];
      send({ group, ids, intent, examples, topic: topic ?? null });
      setKept(nothing(null));
    },
  };
}

function suggestedOf(group: Group, out: ReadonlySet<number>): string[] {
  const wanted = new Set(group.examples);
  const left = group.items.filter((item) => !out.has(item.id));
  const chosen = left.filter((item) => wanted.has(item.id));
  return (chosen.length > 0 ? chosen : left.slice(0, 1)).map((item) => item.example);
}
