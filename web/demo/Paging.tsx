import { useWords } from "./context";
import { ArrowIcon } from "./drawings";

/** The page numbers to offer: both ends, the present one and its neighbours, and `null` where some are left out. */
export function offeredPages(page: number, pages: number): (number | null)[] {
  const wanted = [1, page - 1, page, page + 1, pages].filter((one) => one >= 1 && one <= pages);
  const sorted = [...new Set(wanted)].sort((a, b) => a - b);
  return sorted.flatMap((one, index) => {
    const gap = one - (sorted[index - 1] ?? 0);
    if (gap === 2) return [one - 1, one];
    return gap > 2 ? [null, one] : [one];
  });
}

interface Props {
  page: number;
  pages: number;
  href: (page: number) => string;
}

export function Paging({ page, pages, href }: Props) {
  const { strings } = useWords();
  if (pages < 2) return null;
  return (
    <nav class="paging" aria-label={strings.pages}>
      {page > 1 && (
        <a href={`${href(page - 1)}#shelf`} aria-label={strings.previous} rel="prev">
          <ArrowIcon back />
        </a>
      )}
      {offeredPages(page, pages).map((one, index) =>
        one === null ? (
          <span key={`gap-${index}`}>…</span>
        ) : (
          <a
            key={one}
            href={`${href(one)}#shelf`}
            aria-label={strings.page(one)}
            aria-current={one === page ? "page" : undefined}
          >
            {one}
          </a>
        ),
      )}
      {page < pages && (
        <a href={`${href(page + 1)}#shelf`} aria-label={strings.next} rel="next">
          <ArrowIcon />
        </a>
      )}
    </nav>
  );
}
