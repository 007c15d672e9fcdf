/**
 * Expressions of GitHub Actions, as far as our workflow uses them. What it does not know, it refuses.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export interface Scope {
  /** By name: github, inputs, … A context that is not here does not exist at this place. */
  readonly contexts: Readonly<Record<string, Value>>;
  /** Whether the job was cancelled, and whether something before failed. */
  readonly cancelled: boolean;
  readonly failed: boolean;
}

/** The text with every `${{ … }}` replaced; a text that is one expression keeps the type of its value. */
export function interpolated(text: string, scope: Scope): Value {
  const [, only] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text) ?? [];
  if (only !== undefined) return evaluated(only, scope);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => shown(evaluated(expression, scope)));
}

/** An `if:`, with or without `${{ }}`. Unless it asks for the status itself, it holds only while nothing failed. */
export function condition(text: string, scope: Scope): boolean {
  const [, inner = text] = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(text) ?? [];
  const asksForStatus = /\b(always|cancelled|failure|success)\(\)/.test(inner);
  const holds = truthy(evaluated(inner, scope));
  return holds && (asksForStatus || (!scope.failed && !scope.cancelled));
}

export const shown = (value: Value): string =>
  value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

const truthy = (value: Value): boolean => value !== null && value !== false && value !== 0 && value !== "";

const TOKENS = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(==|!=|&&|\|\||[!().,[\]]))/y;

interface Token {
  readonly kind: "string" | "number" | "name" | "sign";
  readonly text: string;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKENS.lastIndex = 0;
  while (text.slice(TOKENS.lastIndex).trim() !== "") {
    const at = TOKENS.lastIndex;
    const [whole, string, number, name, sign] = TOKENS.exec(text) ?? [];
    if (whole === undefined) throw new Error(`not understood: ${text.slice(at)}`);
    if (string !== undefined) tokens.push({ kind: "string", text: string.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

function evaluated(text: string, scope: Scope): Value {
  const tokens = tokensOf(text);
  let at = 0;
  const isSign = (sign: string) => tokens[at]?.kind === "sign" && tokens[at]?.text === sign;
  const take = (sign: string): void => {
    if (!isSign(sign)) throw new Error(`${sign} is missing in ${text}`);
    at += 1;
  };

  // Both sides are read, whatever the first one is: what is not known is refused in either.
  const either = (): Value => {
    let left = both();
    while (isSign("||")) {
      at += 1;
      const right = both();
      left = truthy(left) ? left : right;
    }
    return left;
  };
  const both = (): Value => {
    let left = comparison();
    while (isSign("&&")) {
      at += 1;
      const right = comparison();
      left = truthy(left) ? right : left;
    }
    return left;
  };
  const comparison = (): Value => {
    const left = unary();
    for (const sign of ["==", "!="]) {
      if (!isSign(sign)) continue;
      at += 1;
      return equal(left, unary()) === (sign === "==");
    }
    return left;
  };
  const unary = (): Value => {
    if (!isSign("!")) return path();
    at += 1;
    return !truthy(unary());
  };
  const path = (): Value => {
    let value = primary();
    for (;;) {
      if (isSign(".")) {
        at += 1;
        const name = tokens[at];
        if (name?.kind !== "name") throw new Error(`a name is missing in ${text}`);
        at += 1;
        value = member(value, name.text);
      } else return value;
    }
  };
  const primary = (): Value => {
    const token = tokens[at];
    if (!token) throw new Error(`${text} ends too early`);
    at += 1;
    if (token.kind === "string") return token.text;
    if (token.kind === "number") return Number(token.text);
    if (token.kind === "sign") {
      if (token.text !== "(") throw new Error(`${token.text} is not understood in ${text}`);
      const inner = either();
      take(")");
      return inner;
    }
    if (isSign("(")) return call(token.text);
    const literal = { true: true, false: false, null: null }[token.text];
    if (literal !== undefined) return literal;
    if (!Object.hasOwn(scope.contexts, token.text)) throw new Error(`there is no ${token.text} here: ${text}`);
    return scope.contexts[token.text] ?? null;
  };
  const call = (name: string): Value => {
    take("(");
    const args: Value[] = [];
    while (!isSign(")")) {
      args.push(either());
      if (!isSign(")")) take(",");
    }
    take(")");
    const [first = null, second = null] = args;
    switch (name) {
      case "always":
        return true;
      case "cancelled":
        return scope.cancelled;
      case "endsWith":
        return shown(first).toLowerCase().endsWith(shown(second).toLowerCase());
      case "format":
        return shown(first).replace(/\{(\d)\}/g, (_, at: string) => shown(args[Number(at) + 1] ?? null));
      case "fromJSON":
        return JSON.parse(shown(first)) as Value;
      default:
        throw new Error(`there is no function ${name}`);
    }
  };

  const value = either();
  if (at < tokens.length) throw new Error(`too much: ${text}`);
  return value;
}

/** Of what is not there: null, as on GitHub. */
function member(value: Value, name: string): Value {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const members = value as { readonly [name: string]: Value };
  return Object.hasOwn(members, name) ? (members[name] ?? null) : null;
}

/** Without regard to case, and across types as numbers. */
function equal(a: Value, b: Value): boolean {
  if (typeof a === "string" && typeof b === "string") return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b && a !== null && b !== null) return a === b;
  const number = (value: Value) =>
    value === null || value === "" ? 0 : typeof value === "object" ? Number.NaN : Number(value);
  return number(a) === number(b);
}
