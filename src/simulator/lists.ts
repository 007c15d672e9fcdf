/** A page of a list, and the ways in which a cloud may get it wrong. */
import { randomUUID } from "node:crypto";
import type { Call } from "./call.ts";
import { invalid } from "./errors.ts";

/** The most that a page may hold. */
export const PAGE = 1000;

interface Page<T> {
  readonly items: readonly T[];
  /** What the answer says beside the items. */
  readonly numbers: { readonly count?: number; readonly limit: number; readonly offset: number };
}

export function pageOf<T extends { readonly id: string }>(all: readonly T[], call: Call): Page<T> {
  const { query, personality, pageSize } = call;
  const limit = Math.min(number(query, "limit", 1) ?? pageSize, pageSize);
  const asked = number(query, "offset", 0) ?? 0;
  if (query.has("offset") && personality.offset === "refuse") throw invalid("invalid key offset");
  const offset = personality.offset === "ignore" ? 0 : asked;
  const items = all.slice(offset, offset + limit);
  const last = all.at(-1);
  if (personality.endless && last) while (items.length < limit) items.push({ ...last, id: randomUUID() });
  const right = personality.endless ? asked + limit + 1 : all.length;
  const count = personality.count === "wrong" ? right + 9 : right;
  return {
    items: personality.listTwice ? [...items, ...items.slice(0, 1)] : items,
    numbers: { ...(personality.count !== "absent" && { count }), limit, offset },
  };
}

function number(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw invalid(`Invalid ${name} provided.`);
  return Number(text);
}
