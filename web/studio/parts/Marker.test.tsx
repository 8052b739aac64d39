import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { StudioContext } from "../context";
import { initial } from "../state";
import { STRINGS } from "../strings";
import { Studio } from "../studio";
import { Marker } from "./Marker";

afterEach(() => render(null, document.body));

function open(written: string) {
  const change = vi.fn();
  const context = { studio: new Studio(), state: initial, strings: STRINGS.en, language: "en" as const };
  act(() =>
    render(
      <StudioContext.Provider value={context}>
        <Marker written={written} entities={["order_number", "size"]} change={change} />
      </StudioContext.Provider>,
      document.body,
    ),
  );
  const line = document.querySelector<HTMLElement>("[role=textbox]");
  if (!line) throw new Error("no line");
  const press = (key: string, more: KeyboardEventInit = {}) =>
    act(() => void line.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })));
  return { change, line, press };
}

test("words are marked by keys alone", () => {
  const { change, press } = open("where is LF-1 now");
  for (let at = 0; at < 9; at += 1) press("ArrowRight");
  press("ArrowRight", { shiftKey: true, ctrlKey: true });
  press("Enter");
  const [first, second] = document.querySelectorAll<HTMLButtonElement>(".marker-choice button");
  expect(document.activeElement).toBe(first);
  act(() => second?.click());
  expect(change).toHaveBeenCalledWith("where is [LF-1](size) now");
});

test("a mark under the caret is taken off", () => {
  const { change, press } = open("is [LF-1](order_number) there");
  for (let at = 0; at < 4; at += 1) press("ArrowRight");
  press("Delete");
  expect(change).toHaveBeenCalledWith("is LF-1 there");
});

test("markup of a shopper is shown as text", () => {
  const { line } = open("<img src=x onerror=alert(1)> [7](size)");
  expect(line.querySelector("img")).toBeNull();
  expect(line.textContent).toBe("<img src=x onerror=alert(1)> 7");
});
