/**
 * Characters that word processors, web pages and input methods put in the place of those that YAML and rules have. They can
 * be seen, unlike those of invisible.ts, but hardly told from what is meant. Pure.
 */

export interface Lookalike {
  readonly char: string;
  /** In UTF-16 units. */
  readonly offset: number;
  /** What is meant. */
  readonly plain: string;
  /** `a no-break space (U+00A0)` */
  readonly name: string;
}

/** The full-width forms of ASCII are in one block, in the same order. */
const FULL_WIDTH = 0xff01 - 0x21;

const OTHERS: readonly (readonly [chars: RegExp, plain: string, name: string])[] = [
  [/[\u00a0\u2007\u202f]/, " ", "a no-break space"],
  [/[\u2000-\u2006\u2008-\u200a\u205f\u3000]/, " ", "a wide space"],
  [/[\u201c-\u201f\u00ab\u00bb]/, '"', "a typographic quote"],
  [/[\u2018-\u201b]/, "'", "a typographic quote"],
  [/[\u2010-\u2015\u2212]/, "-", "a typographic dash"],
  [/\u3001/, ",", "an ideographic comma"],
];
const ANY = /[\u00a0\u00ab\u00bb\u2000-\u200a\u2010-\u2015\u2018-\u201f\u202f\u205f\u2212\u3000\u3001\uff01-\uff5e]/g;

export const lookalikesIn = (text: string): Lookalike[] =>
  Array.from(text.matchAll(ANY), ({ 0: char, index }) => {
    const [, plain, name] = OTHERS.find(([chars]) => chars.test(char)) ?? [
      char,
      String.fromCharCode(char.charCodeAt(0) - FULL_WIDTH),
      "a full-width character",
    ];
    const number = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return { char, offset: index, plain, name: `${name} (U+${number})` };
  });

/** The text that is meant. */
export const withoutLookalikes = (text: string): string => {
  const meant = new Map(lookalikesIn(text).map(({ char, plain }) => [char, plain]));
  return text.replace(ANY, (char) => meant.get(char) ?? char);
};

/** `；, a full-width character (U+FF1B)`: each once; a blank is only named. */
export const lookalikeText = (found: readonly Lookalike[]): string => {
  const kinds = [...new Map(found.map((one) => [one.name, one])).values()];
  return kinds.map(({ char, plain, name }) => (plain === " " ? name : `${char}, ${name}`)).join(", and ");
};
