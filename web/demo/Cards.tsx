import type { ProductCard } from "../shared/contract";
import { money } from "../shared/format";
import { hidePicture } from "../shared/picture";
import { useWords } from "./context";
import { StarIcon } from "./drawings";
import { Swatch } from "./Swatch";

export function Cards({ products }: { products: readonly ProductCard[] }) {
  return (
    <ul class="cards">
      {products.map((product) => (
        <li key={product.id}>
          <Card product={product} />
        </li>
      ))}
    </ul>
  );
}

function Card({ product }: { product: ProductCard }) {
  const { strings } = useWords();
  const off = reduction(product);
  return (
    <article class={`tile is-${product.stock}`}>
      <div class="tile-picture">
        <img
          src={product.image}
          alt=""
          loading="lazy"
          decoding="async"
          width="400"
          height="400"
          onError={hidePicture}
        />
        {off > 0 && <span class="tile-flag">{strings.off(off)}</span>}
      </div>
      <p class="tile-brand" lang="en">
        {product.brand}
      </p>
      <h3>
        <a href={product.url}>{product.name}</a>
      </h3>
      <Price product={product} />
      <div class="tile-facts">
        <Rating product={product} />
        {product.stock !== "in" && <span class={`stock is-${product.stock}`}>{strings.stock[product.stock]}</span>}
        <span class="tile-colours">
          {product.colors.slice(0, 4).map((colour) => (
            <Swatch key={colour} colour={colour} />
          ))}
        </span>
      </div>
    </article>
  );
}

export function Price({ product }: { product: ProductCard }) {
  const { language, strings } = useWords();
  const reduced = reduction(product) > 0;
  return (
    <p class={reduced ? "price is-reduced" : "price"}>
      <span>{money(product.price_cents, product.currency, language)}</span>
      {reduced && (
        <s>
          <span class="hidden">{`${strings.was} `}</span>
          {money(product.list_price_cents ?? 0, product.currency, language)}
        </s>
      )}
    </p>
  );
}

export function Rating({ product, long = false }: { product: ProductCard; long?: boolean }) {
  const { strings } = useWords();
  if (product.reviews === 0) return null;
  const stars = product.rating.toFixed(1);
  return (
    <span class="rating" role="img" aria-label={`${strings.rated(stars)}, ${strings.reviews(product.reviews)}`}>
      <StarIcon /> {stars}
      {long ? ` · ${strings.reviews(product.reviews)}` : ` (${product.reviews})`}
    </span>
  );
}

/** Whole percent below the list price; 0 when it is not reduced. */
function reduction({ price_cents, list_price_cents }: ProductCard): number {
  return list_price_cents && list_price_cents > price_cents
    ? Math.round((1 - price_cents / list_price_cents) * 100)
    : 0;
}

export function Skeletons() {
  const { strings } = useWords();
  return (
    <div class="cards" role="status">
      <span class="hidden">{strings.loading}</span>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} class="tile is-skeleton">
          <div class="tile-picture" />
          <p />
          <p />
        </div>
      ))}
    </div>
  );
}
