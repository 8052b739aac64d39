/** What several pages read from `/api/studio`; what one page reads alone stands in its own folder. */

export interface Version {
  id: string;
  author: string;
  at: string;
  title: string;
  message: string;
}

export interface ChangedFile {
  path: string;
  status: "added" | "changed" | "removed";
  added: number;
  removed: number;
}

export interface FileDiff extends ChangedFile {
  /** A unified diff without its head. */
  patch: string;
}

/** Lines that the draft and the repository both changed. */
export interface Clash {
  path: string;
  line: number;
  place: string;
  base: string;
  ours: string;
  theirs: string;
  removed: "" | "ours" | "theirs";
}

export interface Overview {
  branch: string;
  draft: Version;
  published: Version;
  changed: ChangedFile[];
  clashes: Clash[];
}

/** What an edit answers with: the commit, or null where nothing had to change. */
export interface Edited {
  version: Version | null;
}
