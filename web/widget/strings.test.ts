import { expect, test } from "vitest";
import { LANGUAGES } from "../shared/contract";
import { errorText, STRINGS } from "./strings";

/** The codes that the service refuses with (service/errors.py), as far as a widget can meet them. */
const CODES = ["bad_request", "empty", "too_long", "unknown_choice", "not_joined", "closed", "rate_limited"];

test.each(LANGUAGES)("every refusal has words of its own in %s", (language) => {
  const words = [...CODES, "no_answer"].map((code) => errorText(STRINGS[language], code));
  expect(new Set([...words, STRINGS[language].errors.server_error]).size).toBe(CODES.length + 2);
});
