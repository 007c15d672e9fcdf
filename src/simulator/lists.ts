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

interface Ways {
  /** Things on a page when no limit is asked for. Default: as many as a page may hold. */
  readonly usual?: number;
  /** `marker` is known: the page begins after the thing with that id. */
  readonly marker?: boolean;
  /** `offset` is the number of a page, counted from 1. */
  readonly byPages?: boolean;
}

export function pageOf<T extends { readonly id: string }>(all: readonly T[], call: Call, ways: Ways = {}): Page<T> {
  const { query, personality, pageSize } = call;
  const limit = Math.min(number(query, "limit", 1) ?? ways.usual ?? pageSize, pageSize);
  const asked = beginning(all, limit, query, ways);
  if (query.has("offset") && personality.offset === "refuse") throw invalid("invalid key offset");
  const offset = personality.offset === "ignore" ? 0 : asked;
  // What came in front of this page, or went, since the one before was read. A marker is not deceived.
  const moved = offset > 0 && !query.has("marker") ? personality.pagesGone - personality.pagesCame : 0;
  const first = Math.max(0, offset + moved);
  const items = all.slice(first, first + limit);
  const last = all.at(-1);
  if (personality.endless && last) while (items.length < limit) items.push({ ...last, id: randomUUID() });
  const right = personality.endless ? asked + limit + 1 : all.length;
  const count = personality.count === "wrong" ? right + 9 : right;
  return {
    items: personality.listTwice ? [...items, ...items.slice(0, 1)] : items,
    numbers: { ...(personality.count !== "absent" && { count }), limit, offset },
  };
}

function beginning<T extends { readonly id: string }>(
  all: readonly T[],
  limit: number,
  query: URLSearchParams,
  { marker, byPages }: Ways,
): number {
  const offset = number(query, "offset", 0) ?? 0;
  if (byPages) return Math.max(0, offset - 1) * limit;
  const id = marker ? query.get("marker") : null;
  if (id === null) return offset;
  const index = all.findIndex((one) => one.id === id);
  if (index === -1) throw invalid("Invalid marker provided.");
  return index + 1 + offset;
}

function number(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw invalid(`Invalid ${name} provided.`);
  return Number(text);
}
