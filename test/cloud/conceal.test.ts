/** Our credentials in text that others wrote. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { concealing } from "../../src/cloud/conceal.ts";
import { formsOf, Secrets } from "../support/secrets.ts";

const once = (secret: string, times: number, write: (text: string) => string): string =>
  times === 0 ? secret : write(once(secret, times - 1, write));
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

describe("a secret is blanked in whatever way an echo writes it", () => {
  const phrase = new Secrets().phrase("phrase");
  const secrets: Readonly<Record<string, string>> = {
    phrase,
    "a word": randomBytes(20).toString("hex"),
    "backslashes at both ends": "\\\\ab\\c\\\\",
    "backslashes before quotes": '\\"\\"\\"\\"x\\"',
    "only signs": '"%&\\"%&\\',
    "percent signs in a row": "%%25%%a",
  };
  const writings: Readonly<Record<string, (text: string) => string>> = {
    plain: (text) => text,
    "JSON in JSON in JSON": (text) => once(text, 3, inJson),
    "an URL in an URL": (text) => once(text, 2, encodeURIComponent),
    "JSON in an URL": (text) => encodeURIComponent(inJson(text)),
    "JSON in HTML": (text) => inJson(text).replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
    HTML: (text) => text.replace(/[^\w]/gu, (sign) => `&#${sign.codePointAt(0)};`),
    "ASCII alone": (text) =>
      inJson(text).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
  };
  test.each(
    Object.entries(secrets).flatMap(([what, secret]) =>
      Object.entries(writings).map(([how, write]) => [what, how, secret, write] as const),
    ),
  )("%s, as %s", (_, __, secret, write) => {
    // What escapes the first character may stay.
    expect(concealing([secret])(`<<${write(secret)}>>`)).toMatch(/^<<(\\|%(25)*5C)*\*\*\*>>$/);
  });

  test("every form that is searched for in what a run leaves behind, but for encodings of bytes", () => {
    const conceal = concealing([phrase]);
    const bytes = [...formsOf(phrase)].filter((form) => /^[\w+/=-]+$/.test(form));
    for (const form of formsOf(phrase).filter((one) => !bytes.includes(one)))
      expect(conceal(`Authorization: ${form}, and more`)).toBe("Authorization: ***, and more");
    expect(bytes.length).toBeGreaterThan(0);
  });

  test("behind backslashes, percent signs and entities of others", () => {
    for (const before of ["\\", "\\\\\\", "%", "%25", "&amp;", '"'])
      expect(concealing([phrase, "word"])(`${before}${phrase}${before}word`)).not.toMatch(/word|[0-9a-f]{6}/);
  });

  test("the longer of two of which one is part of the other, and none that is shorter than any cloud accepts", () => {
    expect(concealing(["abcd", "abcdefgh", "xyz"])("abcdefgh abcd xyz")).toBe("*** *** xyz");
  });
});

test("a text longer than any message is not shown, as a cut could leave half of a secret", () => {
  const conceal = concealing(["secret-word"]);
  const filler = "x".repeat(64 * 1024 - 5);
  expect(conceal(`${filler}secret-word`)).toBe("(65542 characters, not shown)");
  expect(conceal(`${filler.slice(6)}secret-word`)).toBe(`${filler.slice(6)}***`);
});
