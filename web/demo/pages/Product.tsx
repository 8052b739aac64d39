import { useEffect, useState } from "preact/hooks";
import type { ProductDetail } from "../../shared/contract";
import { useCategories, useProduct } from "../api";
import { Cards, Price, Rating, Skeletons } from "../Cards";
import { openChat } from "../chat";
import { useWords } from "../context";
import { ChatIcon } from "../drawings";
import { shelfHref } from "../route";
import { Swatch } from "../Swatch";
import { Note } from "./Missing";

export function Product({ id }: { id: string }) {
  const { language, strings } = useWords();
  const [loaded, again] = useProduct(id, language);
  const name = loaded.status === "ready" ? loaded.data.name : "";
  useEffect(() => {
    if (name) document.title = `${name} · Larkfield`;
  }, [name]);
  switch (loaded.status) {
    case "loading":
      return (
        <div class="wide">
          <Skeletons />
        </div>
      );
    case "missing":
      return <Note text={strings.productMissing} />;
    case "failed":
      return <Note text={strings.failed} again={again} />;
    case "ready":
      return <Found product={loaded.data} />;
  }
}

function Found({ product }: { product: ProductDetail }) {
  const { strings } = useWords();
  return (
    <div class="wide">
      <Trail product={product} />
      <article class="product">
        <div class="product-picture">
          <img src={product.image} alt={product.name} width="800" height="800" />
        </div>
        <div class="product-words">
          <p class="product-brand" lang="en">
            {product.brand}
          </p>
          <h1>{product.name}</h1>
          <p class="product-line">
            <Rating product={product} long />
            <span class={`stock is-${product.stock}`}>{strings.stock[product.stock]}</span>
          </p>
          <Price product={product} />
          <p class="product-description">{product.description}</p>
          <Buying product={product} />
          <h2>{strings.details}</h2>
          <dl class="facts">
            {Object.entries(product.attributes).map(([what, value]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </article>
      {product.similar.length > 0 && (
        <section class="similar">
          <h2>{strings.similar}</h2>
          <Cards products={product.similar} />
        </section>
      )}
    </div>
  );
}

function Trail({ product }: { product: ProductDetail }) {
  const { language, strings } = useWords();
  const [loaded] = useCategories(language);
  const category = loaded.status === "ready" && loaded.data.categories.find(({ id }) => id === product.category);
  return (
    <nav class="trail" aria-label={strings.trail}>
      <a href="/">{strings.home}</a>
      {category && <a href={shelfHref({ category: category.id })}>{category.name}</a>}
    </nav>
  );
}

function Buying({ product }: { product: ProductDetail }) {
  const { strings } = useWords();
  const [size, setSize] = useState("");
  return (
    <div class="buying">
      {product.colors.length > 0 && (
        <>
          <h2>{strings.colour}</h2>
          <p class="swatches">
            {product.colors.map((colour) => (
              <Swatch key={colour} colour={colour} named />
            ))}
          </p>
        </>
      )}
      {product.sizes.length > 1 ? (
        <fieldset class="sizes">
          <legend>{strings.size}</legend>
          {product.sizes.map((one) => (
            <label key={one}>
              <input type="radio" name="size" value={one} checked={size === one} onChange={() => setSize(one)} />
              <span>{one}</span>
            </label>
          ))}
        </fieldset>
      ) : (
        product.sizes.length === 1 && (
          <p class="one-size">
            <strong>{strings.size}</strong>{" "}
            {/one.?size/i.test(product.sizes[0] ?? "") ? strings.oneSize : product.sizes[0]}
          </p>
        )
      )}
      <button
        type="button"
        class="button is-strong is-large"
        onClick={() => openChat(strings.askDraft(product.name, size))}
      >
        <ChatIcon /> {strings.ask}
      </button>
      <p class="demo-note">{strings.demo}</p>
    </div>
  );
}
