/** The note of a finished apply ⇄ the message of its commit. Pure. */
import { defined } from "../../model/defined.ts";
import type { Note, PastApply, State } from "../store.ts";

/**
 *     prod: 2 added, 1 changed, 0 destroyed
 *
 *     Stack: prod
 *     Counts: 2 added, 1 changed, 0 destroyed
 *     Plan: sha256:…
 *     Run: https://ci.example.com/runs/7
 *     Commit: 1f0c…
 *     Applied-by: alice@laptop
 *     Write: 3b241101-…
 *
 * @param write random, so that two writers of equal states never make the same commit and both take it for their own
 */
export function messageOf(state: State, note: Note | undefined, write: string): string {
  const { stack, lease, serial } = state;
  const what = note ? countsText(note.counts) : lease ? `lease of ${lease.holder.host}` : `state ${serial}`;
  const trailers: [string, string | undefined][] = [
    ["Stack", stack],
    ["Counts", note && countsText(note.counts)],
    ["Plan", note?.plan],
    ["Run", note?.run],
    ["Commit", note?.commit],
    ["Applied-by", note?.who],
    ["Write", write],
  ];
  const lines = trailers.flatMap(([key, value]) => (value ? `${key}: ${oneLine(value)}` : []));
  return `${oneLine(`${stack}: ${what}`)}\n\n${lines.join("\n")}\n`;
}

/** Undefined for a commit that is not from a finished apply. @param at RFC 3339 */
export function pastApplyIn(message: string, revision: string, at: string): PastApply | undefined {
  const trailers = message.trimEnd().split("\n\n").at(-1) ?? "";
  const trailer = (key: string) => new RegExp(`^${key}: (.+)$`, "m").exec(trailers)?.[1];
  const counts = trailer("Counts");
  if (counts === undefined) return undefined;
  const count = (word: string) => Number(new RegExp(`\\b(\\d+) ${word}`).exec(counts)?.[1] ?? 0);
  return defined({
    at,
    revision,
    counts: {
      create: count("added"),
      update: count("changed"),
      delete: count("destroyed"),
      adopt: count("adopted"),
      forget: count("forgotten"),
    },
    who: trailer("Applied-by"),
    plan: trailer("Plan"),
    run: trailer("Run"),
    commit: trailer("Commit"),
  });
}

const countsText = ({ create, update, delete: removed, adopt, forget }: Note["counts"]): string =>
  `${create} added, ${update} changed, ${removed} destroyed${adopt ? `, ${adopt} adopted` : ""}${forget ? `, ${forget} forgotten` : ""}`;

const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, " ").trim();
