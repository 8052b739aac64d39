/** Who is logged in. */

export const ROLES = ["agent", "editor", "publisher", "admin"] as const;
export type Role = (typeof ROLES)[number];
export const PRESENCES = ["available", "busy", "away"] as const;
export type Presence = (typeof PRESENCES)[number];

export interface Me {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  languages: string[];
  skills: string[];
  capacity: number;
  presence: Presence;
  preferences: Record<string, string | number | boolean>;
}

/** An admin may everything. */
export const may = (me: Me, ...roles: Role[]): boolean =>
  me.roles.some((one) => one === "admin" || roles.includes(one));
