import type { Verdict } from "./contract";

const TONES: Record<Verdict, string> = { worse: "tag is-bad", better: "tag is-available", other: "tag" };

export const verdictClass = (verdict: Verdict): string => TONES[verdict];
