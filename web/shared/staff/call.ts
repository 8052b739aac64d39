/** HTTP calls of staff. The session is a cookie that no script can read; what is refused comes as a `Refused`. */

export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    /** What goes with it, such as the places of a clash. */
    readonly detail: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

let language = "en";

/** What the service is to answer in. */
export const speak = (chosen: string): void => {
  language = chosen;
};

/** Rejects with Refused where the service says no, and with code `no_answer` where there is none. */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const sends = body !== undefined;
  let answer: Response;
  try {
    answer = await fetch(`${path}${path.includes("?") ? "&" : "?"}language=${language}`, {
      method,
      headers: { accept: "application/json", ...(sends && { "content-type": "application/json" }) },
      ...(sends && { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refused("no_answer", "", 0);
  }
  const given: unknown = await answer.json().catch(() => null);
  if (answer.ok) return given as T;
  const error = (given as { error?: { code: string; message: string; detail?: Record<string, unknown> } } | null)
    ?.error;
  throw new Refused(error?.code ?? "server_error", error?.message ?? "", answer.status, error?.detail);
}
