import { createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import { isIdentified } from "./chat";
import { forget, remember, remembered } from "./preferences";

/** A customer of the seeded shop, whom a visitor of the demo may be. */
export interface Customer {
  id: string;
  name: string;
  language: string;
  email: string;
  under_way: number;
}

/** What only the demo has, and only on the machine that it runs on; elsewhere the service knows nothing of it. */
export interface Demo {
  mails: number;
  customers: Customer[];
}

export interface Visitor {
  demo: Demo | null;
  customer: Customer | null;
  /** The JWT that says who the visitor is, as a shop gives it to its signed-in customers. */
  identity: string | null;
  signIn: (customer: Customer) => void;
  signOut: () => void;
}

export const POLL_MS = 4_000;

export const VisitorContext = createContext<Visitor>({
  demo: null,
  customer: null,
  identity: null,
  signIn: () => undefined,
  signOut: () => undefined,
});
export const useVisitor = (): Visitor => useContext(VisitorContext);

export function useDemoVisitor(): Visitor {
  const demo = usePolled<Demo>("/api/demo");
  const [wanted, setWanted] = useState(remembered("customer"));
  const [identity, setIdentity] = useState<string | null>(null);
  const customer = demo?.customers.find(({ id }) => id === wanted) ?? null;
  const id = customer?.id;
  useEffect(() => {
    setIdentity(null);
    if (!id) return;
    let current = true;
    sign(id).then(
      (signed) => current && setIdentity(signed),
      (error: unknown) => console.warn("larkfield: not signed in", error),
    );
    return () => {
      current = false;
    };
  }, [id]);
  useEffect(() => isIdentified(identity), [identity]);
  const signIn = useCallback((chosen: Customer) => {
    remember("customer", chosen.id);
    setWanted(chosen.id);
  }, []);
  const signOut = useCallback(() => {
    forget("customer");
    setWanted(null);
  }, []);
  return { demo, customer, identity, signIn, signOut };
}

async function sign(customer: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/api/demo/identity", { method: "POST", headers, body: JSON.stringify({ customer }) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return ((await answer.json()) as { identity: string }).identity;
}

/** What a path answers, asked for again every few seconds while the page is looked at; null where there is none. */
export function usePolled<T>(path: string): T | null {
  const [found, setFound] = useState<T | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const look = async (): Promise<void> => {
      const answer = document.hidden ? null : await fetch(path).catch(() => null);
      if (left || answer?.status === 404) return; // not in this shop, so it is not asked for again
      if (answer?.ok) setFound((await answer.json()) as T);
      timer = setTimeout(look, POLL_MS);
    };
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [path]);
  return found;
}
