import type { ProductCard } from "../../shared/contract";
import { money } from "../../shared/format";
import { safeHref, safeImage } from "../../shared/html";
import { hidePicture } from "../../shared/picture";
import { Carousel } from "./Carousel";
import { useChat } from "./context";
import { StarIcon } from "./icons";

export function Products({ products }: { products: readonly ProductCard[] }) {
  const { strings } = useChat();
  if (products.length === 0) return null;
  return (
    <Carousel label={strings.products(products.length)}>
      {products.map((product) => (
        <Product key={product.id} product={product} />
      ))}
    </Carousel>
  );
}

function Product({ product }: { product: ProductCard }) {
  const { session, state, strings, server } = useChat();
  const href = safeHref(product.url) ?? undefined;
  const picture = safeImage(product.image, server);
  return (
    <article class="card product" aria-label={product.name}>
      <div class="product-picture">
        {picture && <img src={picture} alt="" loading="lazy" decoding="async" onError={hidePicture} />}
      </div>
      <div class="product-words">
        <p class="product-brand">{product.brand}</p>
        <h3 class="product-name">
          <a href={href}>{product.name}</a>
        </h3>
        <Price product={product} />
        <p class="product-facts">
          {product.reviews > 0 && (
            <span role="img" aria-label={strings.rating(product.rating.toFixed(1), product.reviews)}>
              <StarIcon /> {product.rating.toFixed(1)} ({product.reviews})
            </span>
          )}
          <span class={`stock is-${product.stock}`}>{strings.stock[product.stock]}</span>
        </p>
        {product.reason && (
          <p class="product-reason" dir="auto">
            {product.reason}
          </p>
        )}
      </div>
      {product.choices && product.choices.length > 0 && (
        <div class="product-choices">
          {product.choices.map((choice) => (
            <button
              key={choice.payload}
              type="button"
              class="product-choice"
              aria-label={`${choice.title}: ${product.name}`}
              disabled={state.outbox.some((one) => one.choice === choice.payload && one.status !== "failed")}
              onClick={() => session.choose(choice)}
            >
              {choice.title}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}

function Price({ product }: { product: ProductCard }) {
  const { state, strings } = useChat();
  const { price_cents: price, list_price_cents: list, currency } = product;
  const reduced = list !== null && list > price;
  return (
    <p class={reduced ? "price is-reduced" : "price"}>
      <span>{money(price, currency, state.language)}</span>
      {reduced && (
        <s>
          <span class="hidden">{`${strings.listPrice} `}</span>
          {money(list, currency, state.language)}
        </s>
      )}
    </p>
  );
}
