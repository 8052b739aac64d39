"""What the demo shop's page asks for: categories, shelves, products and their pictures, from the seeded shop."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from service.settings import ServiceSettings
from shop.seed import seed
from shop.store import Store
from tests.service.harness import serving

# seeding takes seconds
pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

Get = Callable[..., Any]


@pytest.fixture(scope="module")
def shop_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('shop') / 'shop.db'}"
    store = Store(url)
    seed(store, date(2026, 11, 18))
    store.close()
    yield url


@pytest_asyncio.fixture
async def get(settings: ServiceSettings, shop_url: str, url: str) -> AsyncIterator[Get]:
    async with serving(replace(settings, database_url=shop_url)), aiohttp.ClientSession() as session:

        async def fetch(path: str, **headers: str) -> tuple[aiohttp.ClientResponse, Any]:
            async with session.get(f"{url}{path}", headers=headers) as response:
                is_json = response.content_type == "application/json"
                return response, await (response.json() if is_json else response.text())

        yield fetch


async def test_categories_are_named_in_the_language_asked_for(get: Get) -> None:
    _, english = await get("/api/shop/categories?language=en")
    _, chinese = await get("/api/shop/categories?language=zh")
    assert english["categories"][0] == {"id": "jackets", "name": "Jackets & coats"}
    assert chinese["categories"][0] == {"id": "jackets", "name": "夹克外套"} and len(chinese["categories"]) == 12


async def test_a_shelf_has_pages_that_do_not_overlap(get: Get) -> None:
    _, first = await get("/api/shop/products?category=shoes")
    _, second = await get("/api/shop/products?category=shoes&page=2")
    assert first["page"] == 1 and second["page"] == 2 and first["pages"] == second["pages"] > 1
    ids = [product["id"] for page in (first, second) for product in page["products"]]
    assert len(ids) == len(set(ids)) and {product["category"] for product in first["products"]} == {"shoes"}


async def test_words_find_products_in_both_languages(get: Get) -> None:
    _, english = await get("/api/shop/products?q=Tarnbrook%20jacket")
    assert english["total"] > 0 and {product["brand"] for product in english["products"]} == {"Tarnbrook"}
    _, chinese = await get("/api/shop/products?q=%E5%B8%90%E7%AF%B7&language=zh")
    assert chinese["total"] > 0 and "帐篷" in chinese["products"][0]["name"]
    _, nothing = await get("/api/shop/products?q=%25%27%20OR%201%3D1%20--")
    assert nothing["total"] == 0 and nothing["products"] == []


async def test_a_product_comes_with_its_words_and_its_neighbours(get: Get) -> None:
    _, shelf = await get("/api/shop/products?category=camping")
    card = shelf["products"][0]
    _, product = await get(f"/api/shop/products/{card['id']}")
    assert product["name"] == card["name"] and product["description"] and product["attributes"]
    assert 0 < len(product["similar"]) <= 4 and card["id"] not in [other["id"] for other in product["similar"]]


async def test_a_picture_is_an_svg_in_which_nothing_runs(get: Get) -> None:
    _, shelf = await get("/api/shop/products")
    response, svg = await get(shelf["products"][0]["image"])
    assert response.status == 200 and response.content_type == "image/svg+xml"
    assert ElementTree.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own drawing
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "max-age" in response.headers["Cache-Control"]
    again, _ = await get(shelf["products"][0]["image"], **{"If-None-Match": response.headers["ETag"]})
    assert again.status == 304


@pytest.mark.parametrize(
    "path",
    [
        "/api/shop/products/nothing",
        "/api/shop/products/%00",
        "/api/shop/products?category=weapons",
        "/media/products/nothing.svg",
        "/media/products/nothing.png",
    ],
)
async def test_what_is_not_there_is_not_found(get: Get, path: str) -> None:
    response, body = await get(path)
    assert response.status == 404 and body["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=0",
        "page=x",
        "page=99999999999",
        "language=tlh",
        pytest.param("q=" + "x" * 5000, id="a long question"),
    ],
)
async def test_strange_questions_get_a_sensible_shelf(get: Get, query: str) -> None:
    response, shelf = await get(f"/api/shop/products?{query}")
    assert response.status == 200 and set(shelf) == {"products", "total", "page", "pages"}
