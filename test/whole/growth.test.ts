/**
 * Text that others wrote costs as much as it is long, and not the square of it. Four times the text may take eight times as
 * long; with the square it would be sixteen.
 */
import { expect, test } from "vitest";
import { classify } from "../../src/cloud/classify.ts";
import { concealing } from "../../src/cloud/conceal.ts";
import { Endpoint } from "../../src/cloud/endpoints.ts";
import { scan } from "../../src/documents/scan.ts";
import { errorText, masked } from "../../src/git/run.ts";
import { canonicalRule, parseRule, sentRule } from "../../src/kinds/cbr/rule.ts";
import { looksLikeZone, minutesOf, zoneNamed } from "../../src/kinds/zone.ts";
import { printable } from "../../src/model/invisible.ts";
import { readJson } from "../../src/model/json.ts";
import { nearest } from "../../src/model/nearest.ts";
import { parseSaved, shownAs } from "../../src/plan/saved.ts";
import { code } from "../../src/render/markdown.ts";
import { shown, starred } from "../../src/render/paint.ts";
import { pastApplyIn } from "../../src/state/git/message.ts";
import { parseState } from "../../src/state/state.ts";

/** What a secret may be made of, and what a pattern that looks for it then has to look at. */
const SECRETS = ['"\\"\\"\\"\\"x', "\\\\a\\\\", "%5c%5c%5c%5cx", '"%&"%&"%&', "a b c d", "&amp;&amp;&lt;", "aaaaaaab"];
const conceal = concealing(SECRETS);
const asked = {
  method: "GET",
  effect: "none",
  path: "/policies",
  host: "cbr.example.com",
  credentials: "keys",
  now: 0,
  conceal,
} as const;
const answered = (text: string, status: number) =>
  classify({ status, headers: { "retry-after": text, date: text, location: text }, text }, asked);

/** What reads or shows text of a cloud, of IAM, of GitHub, of a git server, of a state or of a saved plan. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "a secret is blanked": conceal,
  "an error of the cloud": (text) => answered(JSON.stringify({ error_code: text, error_msg: text }), 400),
  "an error in another form": (text) => answered(JSON.stringify({ error: { code: text, message: text } }), 403),
  "a throttled request": (text) =>
    answered(JSON.stringify({ error_msg: `policy user over ratelimit,limit:1${text}` }), 429),
  "an answer that is not JSON": (text) => answered(text, 200),
  "a redirect": (text) => answered(text, 302),
  "an endpoint": (text) => refused(() => Endpoint.trusted(`https://${text}`, "huaweicloud")),
  JSON: readJson,
  "a rule": (text) => [parseRule(text), canonicalRule(text)],
  "a value of a rule": (text) => [parseRule(`FREQ=DAILY;BYHOUR=${text}`), canonicalRule(`FREQ=DAILY;BYHOUR=${text}`)],
  "a rule as it is sent": sentRule,
  "a time zone": (text) => [looksLikeZone(text), minutesOf(text), zoneNamed(text)],
  "a word that may be another": (text) => nearest(text, ["enabled", "operation_definition", "trigger"]),
  "a state": (text) => refused(() => parseState(`{"format":1,"lineage":${JSON.stringify(text)}}`, "file")),
  "a state that is none": (text) => refused(() => parseState(text, "file")),
  "the message of a commit": (text) => pastApplyIn(`a\n\nCounts: ${text}\nPlan: ${text}`, "1", "now"),
  "a message of more paragraphs": (text) => pastApplyIn(text, "1", "now"),
  "what git says": errorText,
  "a URL with a password": masked,
  "a line with a password": starred,
  "text on a terminal": printable,
  "text on its way out": (text) => shown(text, { colour: true }),
  "text in Markdown": code,
  "a saved plan": (text) => refused(() => parseSaved(text, "p.json")),
  "a change of a saved plan": (text) => {
    const fields = [{ path: text, before: text, cause: "policy" }];
    const hazards = [{ code: "takes-over", message: text }];
    const change = { address: "BackupPolicy/a", action: "update", cause: "policy", fields, hazards };
    const stacks = [{ stack: "s", base: "b", summary: {}, problems: [], changes: [change] }];
    return refused(() => parseSaved(JSON.stringify({ format_version: "1.0", stacks }), "p").map(shownAs));
  },
  "a file that may be plain": scan,
};

function refused(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

const UNITS = [
  ..."\\\"'%&+;:/@.,-_=#`<>[]{}(|* \t\r\n!?~^$0a9Zé\u00a0\u200b\u202e",
  ...[
    '\\"',
    '\\\\"',
    "%5c",
    "%25",
    "%255c",
    "%22",
    "&amp;",
    "amp;",
    "&#92;",
    "\\u005c",
    "u005c",
    "😀",
    "\n\n",
    "\n ",
    " \n",
  ],
  ...[
    "://",
    "a://",
    "a://b",
    "://a@",
    "a@",
    "Basic ",
    "Bearer  ",
    "[{",
    '{"a":',
    '["',
    "- ",
    "a: ",
    "a;",
    "A=",
    "A=1;",
    "A=1,",
  ],
  ...[
    "01",
    "0,",
    "##",
    "##[",
    "::",
    "signature=",
    "sdk-hmac",
    "canonicalRequest",
    "abcdef",
    "Plan: ",
    "1 added",
    " a",
    "a.",
    "-a",
  ],
];
const ENDS = ["", "x", "\n"];

const hostile = (length: number): string[] =>
  UNITS.flatMap((unit) => ENDS.map((end) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length) + end));

/** Of the processor: a machine may be shared. */
function millisecondsOf(read: (text: string) => unknown, text: string): number {
  const start = process.cpuUsage();
  read(text);
  return process.cpuUsage(start).user / 1000;
}

/** The shortest of several: what else the machine does only adds. */
const fastest = (read: (text: string) => unknown, text: string): number =>
  Math.min(...[0, 1, 2].map(() => millisecondsOf(read, text)));

/** Below it a time says nothing. */
const NOTICEABLE_MS = 10;
/** The square of it is noticed, and four times as much is still shown by what blanks secrets. */
const SMALL = 8_000;

test.each(Object.keys(READERS))("%s", { timeout: 120_000 }, (what) => {
  const read = READERS[what]!;
  const isSquare = (small: string, large: string) => {
    if (millisecondsOf(read, large) < 8 * NOTICEABLE_MS) return false;
    return fastest(read, large) > 8 * Math.max(fastest(read, small), NOTICEABLE_MS);
  };
  const large = hostile(4 * SMALL);
  const slow = hostile(SMALL).flatMap((text, at) =>
    isSquare(text, large[at]!) ? [`${JSON.stringify(text.slice(0, 20))}…${JSON.stringify(text.slice(-3))}`] : [],
  );
  expect(slow).toEqual([]);
});
