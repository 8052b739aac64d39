import { useDesk } from "../context";
import { PRESENCES, type Presence, type View } from "../contract";
import type { Route } from "../route";
import { countOf, isLive } from "../state";

export const VIEWS: readonly View[] = ["mine", "waiting", "others", "bot", "settled"];

/** Where one is, and how much one is there. */
export function Rail({ route }: { route: Route }) {
  const { desk, state, strings } = useDesk();
  const me = state.me;
  if (!me) return null;
  const may = (role: string): boolean => me.roles.some((one) => one === role || one === "admin");
  const link = (page: keyof typeof strings.pages, path = `/desk/${page}`) => (
    <a href={path} aria-current={route.page === page ? "page" : undefined}>
      {strings.pages[page]}
      {page === "queue" && state.counts.waiting > 0 && <span class="count">{state.counts.waiting}</span>}
    </a>
  );
  return (
    <header class="rail">
      <a class="brand" href="/desk/queue" aria-label={`Aisle ${strings.title}`}>
        Aisle
      </a>
      <nav aria-label={strings.title}>
        {may("agent") && link("queue")}
        {may("agent") && link("tickets")}
        {may("agent") && link("numbers")}
        {link("review")}
        {may("agent") && link("answers")}
        {may("admin") && link("admin")}
        {(may("editor") || may("publisher")) && <a href="/studio">{strings.studio}</a>}
      </nav>
      <div class="rail-end">
        {may("agent") && (
          <label class={`presence is-${me.presence}`} title={strings.presenceHint[me.presence]}>
            <span class="hidden">{strings.presenceLabel}</span>
            <select
              value={me.presence}
              onChange={(event) => void desk.setPresence(event.currentTarget.value as Presence)}
            >
              {PRESENCES.map((one) => (
                <option key={one} value={one}>
                  {strings.presence[one]}
                </option>
              ))}
            </select>
          </label>
        )}
        <a class="account" href="/desk/me" aria-current={route.page === "me" ? "page" : undefined}>
          {me.name}
        </a>
        <button type="button" class="plain" onClick={() => void desk.logOut()}>
          {strings.logOut}
        </button>
      </div>
      {state.connection === "offline" && (
        <p class="offline" role="alert">
          {strings.offline}
        </p>
      )}
    </header>
  );
}

/** The lists, each with how many it has where that is kept up to date. */
export function Views() {
  const { desk, state, strings } = useDesk();
  return (
    <nav class="views" aria-label={strings.pages.queue}>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={state.view === view}
          class={`view is-${view}`}
          onClick={() => void desk.show(view)}
        >
          {strings.views[view]}
          {isLive(view) && countOf(state, view) > 0 && <span class="count">{countOf(state, view)}</span>}
        </button>
      ))}
    </nav>
  );
}
