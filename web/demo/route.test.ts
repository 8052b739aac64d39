import { expect, test } from "vitest";
import { offeredPages } from "./Paging";
import { routeOf, shelfHref } from "./route";

test.each([
  ["/", "", { page: "home", shelf: { category: "", query: "", page: 1 } }],
  ["/", "?category=shoes&q=boot&page=3", { page: "home", shelf: { category: "shoes", query: "boot", page: 3 } }],
  ["/", "?page=-4", { page: "home", shelf: { category: "", query: "", page: 1 } }],
  ["/", "?page=abc", { page: "home", shelf: { category: "", query: "", page: 1 } }],
  ["/products/tarn-01", "", { page: "product", id: "tarn-01" }],
  ["/products/AB%2F12%20%E8%93%9D", "", { page: "product", id: "AB/12 蓝" }],
  ["/products/%E0%A4%A", "", { page: "missing" }],
  ["/products/../etc", "", { page: "missing" }],
  ["/help/returns", "", { page: "help", topic: "returns" }],
  ["/help", "", { page: "help", topic: "" }],
  ["/mail", "", { page: "mail" }],
  ["/profile/", "", { page: "profile" }],
  ["/mail/7", "", { page: "missing" }],
  ["/nowhere", "", { page: "missing" }],
])("%s%s leads to the right page", (path, search, route) => {
  expect(routeOf(path, search)).toEqual(route);
});

test("a shelf's address leads back to the same shelf", () => {
  const shelf = { category: "bags", query: "a&b=c 背包", page: 2 };
  const address = new URL(shelfHref(shelf), "https://shop.example");
  expect(routeOf(address.pathname, address.search)).toEqual({ page: "home", shelf });
});

test.each([
  [1, 1, [1]],
  [1, 3, [1, 2, 3]],
  [1, 26, [1, 2, null, 26]],
  [4, 26, [1, 2, 3, 4, 5, null, 26]],
  [13, 26, [1, null, 12, 13, 14, null, 26]],
  [26, 26, [1, null, 25, 26]],
])("page %i of %i offers %j", (page, pages, offered) => {
  expect(offeredPages(page, pages)).toEqual(offered);
});
