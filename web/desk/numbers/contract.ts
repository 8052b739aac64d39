export const BY = ["day", "hour", "intent", "agent", "language"] as const;
export type By = (typeof BY)[number];

export interface Measures {
  human: {
    called: number;
    handled: number;
    abandoned: number;
    first_answer_s: number | null;
    first_answer_p90_s: number | null;
    resolution_s: number | null;
    rating: number | null;
    ratings: number;
    recontact: number | null;
    recontact_of: number;
  };
  bot: {
    conversations: number;
    automated: number | null;
    first_answer_s: number | null;
    first_answer_p90_s: number | null;
    rating: number | null;
    ratings: number;
    recontact: number | null;
    recontact_of: number;
  };
}
export interface Row extends Measures {
  key: string;
  label: string;
}
export interface Found {
  waiting: number;
  totals: Measures;
  rows: Row[];
}
