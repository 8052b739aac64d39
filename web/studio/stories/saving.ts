import { useCallback, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStudio } from "../context";
import type { Edited } from "../contract";
import type { Edit, Problem } from "./contract";

// a test that would fail may be right, and the rules wrong
const PASSABLE = ["test_fails", "test_unanswered"];

export interface Saving {
  problems: Problem[];
  mayPass: boolean;
  isBusy: boolean;
  /** True where it was saved; what it would bring about is in `problems` where not. */
  save(edit: Edit, anyway?: boolean): Promise<boolean>;
  forget(): void;
}

/** Asks first what an edit would contradict, so that it can be shown beside what is being written. */
export function useSaving(): Saving {
  const { studio } = useStudio();
  const [problems, setProblems] = useState<Problem[]>([]);
  const [isBusy, setBusy] = useState(false);

  async function save(edit: Edit, anyway = false): Promise<boolean> {
    setBusy(true);
    let wrong: Problem[] = [];
    let saved = await studio.trying(async () => {
      const found = await call<{ problems: Problem[] }>("POST", "/api/studio/stories/check", edit);
      wrong = found.problems;
    });
    setProblems(wrong);
    if (saved && wrong.length > 0) saved = anyway && wrong.every((one) => PASSABLE.includes(one.kind));
    if (saved) saved = await studio.edit(() => call<Edited>("POST", "/api/studio/stories/save", { ...edit, anyway }));
    if (saved) setProblems([]);
    setBusy(false);
    return saved;
  }

  const forget = useCallback(() => setProblems([]), []);
  const mayPass = problems.length > 0 && problems.every((one) => PASSABLE.includes(one.kind));
  return { problems, mayPass, isBusy, save, forget };
}
