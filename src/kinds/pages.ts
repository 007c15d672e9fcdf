/**
 * Lists that come in pages -> their items, each once. A page at a time, since a list may be larger than the memory.
 *
 * `count` is not used: the vendor's own example is wrong, and lists of protectables have none. While a list is read,
 * items are added and removed, and those after them move. So each page begins with the last item of the page before. If
 * another item comes first, items were removed before it and as many were skipped. Then a page is read again.
 */
import type { ReadableCloud } from "../cloud/cloud.ts";
import type { ReadableService } from "../generated/facts.ts";
import { isId, type Json, membersOf } from "../model/policy.ts";
import { clipped, Failure } from "../model/problem.ts";

export interface List<T> {
  readonly service: ReadableService;
  /** `/vaults`; what a query adds follows as `query`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The member of an answer that has the items. */
  readonly member: string;
  /** Most items on a page, as the reference allows. */
  readonly limit: number;
  /** What `offset` counts: items, or pages from 1. Pages cannot overlap, so an item may be passed over. */
  readonly offset: "items" | "pages";
  read(item: Readonly<Record<string, Json>>, id: string): T;
}

/** Two million backups, or a hundred thousand servers; a list that never ends must end. */
const MOST_PAGES = 2_000;
/** A list that changes between every two pages is given up. */
const MOST_REREADS = 5;

/**
 * @returns page by page, the items that no page had before
 * @throws Failure `cloud-*`; what was returned until then is true, but not all
 */
export async function* pagesOf<T>(cloud: ReadableCloud, list: List<T>): AsyncGenerator<readonly T[]> {
  const known = new Set<string>();
  const overlaps = list.offset === "items";
  let [offset, overlap, farthest, size] = [0, 0, 0, 0];
  let [rereads, repeats] = [0, 0];
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { items, room } = await pageAt(cloud, list, overlaps ? offset : pages + 1);
    const fresh: T[] = [];
    const moved = overlap > 0 && !known.has(items[0]?.id ?? "");
    for (const { id, item } of items) {
      if (known.has(id)) continue;
      known.add(id);
      fresh.push(list.read(item, id));
    }
    if (fresh.length > 0) yield fresh;
    const end = offset + items.length;
    const isAgain = fresh.length === 0 && end > farthest;
    farthest = Math.max(farthest, end);
    if (moved) {
      rereads += 1;
      if (rereads > MOST_REREADS) throw unexpected(list, "changes faster than it can be read");
      offset = Math.max(0, offset - size);
      overlap = Math.min(offset, 1);
      continue;
    }
    size = room ?? Math.max(size, items.length);
    if (items.length === 0 || items.length < size) return;
    // Where no answer says how long a page is, another one was asked for after a short one; and it is the same.
    if (isAgain && items.length < (room ?? list.limit)) return;
    repeats = isAgain ? repeats + 1 : 0;
    if (repeats > 1) throw unexpected(list, "begins again and again");
    overlap = overlaps && items.length > 1 ? 1 : 0;
    offset = end - overlap;
  }
  throw unexpected(list, "does not end");
}

interface Page {
  readonly items: readonly { readonly id: string; readonly item: Readonly<Record<string, Json>> }[];
  /** How many items a page has room for, where the answer says it. */
  readonly room: number | undefined;
}

async function pageAt<T>(cloud: ReadableCloud, list: List<T>, offset: number): Promise<Page> {
  const { service, path, query, member, limit } = list;
  const asked = new URLSearchParams({ ...query, limit: String(limit), ...(offset > 0 && { offset: String(offset) }) });
  const { body } = await cloud.get(service, `${path}?${asked}`);
  const { [member]: items, limit: room } = membersOf(body);
  if (!Array.isArray(items)) throw unexpected(list, `has no ${member}`);
  return {
    items: items.map((one) => {
      const item = membersOf(one);
      const { id } = item;
      if (typeof id !== "string" || !isId(id)) throw unexpected(list, "has something without an id");
      return { id, item };
    }),
    room: typeof room === "number" && room > 0 ? Math.min(room, limit) : undefined,
  };
}

const unexpected = ({ service, path }: Pick<List<unknown>, "service" | "path">, what: string): Failure =>
  new Failure("cloud-unexpected", `the list ${path} ${what}`, {
    hint: `run the command again; check that \`endpoints.${service}\` is the address of ${service.toUpperCase()}`,
  });

/** Names and messages are others' text, and one of many thousands is kept. */
export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? clipped(value, 255) : undefined;

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:?\d\d)?$/;

/**
 * `2025-03-25T06:12:48.673924` and `2026-11-25 12:00:00` are UTC and do not say so; some say `Z` or an offset.
 * @returns milliseconds since 1970
 */
export function instantOf(value: Json | undefined): number | undefined {
  const found = typeof value === "string" ? INSTANT.exec(value) : null;
  if (!found) return undefined;
  const at = Date.parse(`${found[1]}T${found[2]}${found[3] ?? "Z"}`);
  return Number.isNaN(at) ? undefined : at;
}
