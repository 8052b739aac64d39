import { may } from "../../shared/staff/me";
import { useStudio } from "../context";
import { PAGES, type Route } from "../route";

/** Where one is, and what of the draft is not published yet. */
export function Rail({ route }: { route: Route }) {
  const { studio, state, strings } = useStudio();
  const { me, overview } = state;
  if (!me) return null;
  const mayEdit = may(me, "editor", "publisher");
  return (
    <header class="rail">
      <a class="brand" href="/studio/inbox" aria-label={`Aisle ${strings.title}`}>
        Aisle
      </a>
      <nav aria-label={strings.title}>
        {mayEdit &&
          PAGES.map((page) => (
            <a key={page} href={`/studio/${page}`} aria-current={route.page === page ? "page" : undefined}>
              {strings.pages[page]}
            </a>
          ))}
      </nav>
      <div class="rail-end">
        {overview && (
          <a class="draft-state link" href="/studio/checks">
            {overview.changed.length > 0 ? strings.unpublished(overview.changed.length) : strings.allPublished}
          </a>
        )}
        {mayEdit && (
          <button
            type="button"
            class="button"
            aria-pressed={state.tryIsOpen}
            onClick={() => studio.store.dispatch({ type: "try", open: !state.tryIsOpen })}
          >
            {strings.tryIt}
          </button>
        )}
        {may(me, "agent") && (
          <a class="plain" href="/desk">
            {strings.desk}
          </a>
        )}
        <a class="account" href="/desk/me">
          {me.name}
        </a>
        <button type="button" class="plain" onClick={() => void studio.logOut()}>
          {strings.logOut}
        </button>
      </div>
      {overview && overview.clashes.length > 0 && (
        <p class="offline" role="alert">
          {strings.clashes(overview.clashes.length)} <a href="/studio/history">{strings.settle}</a>
        </p>
      )}
    </header>
  );
}
