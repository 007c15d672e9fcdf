/** The plans of several stacks with a line for each change: a table for each stack. Pure: returns strings. */
import stringWidth from "string-width";
import { printable } from "../model/invisible.ts";
import { dotted } from "../model/pointer.ts";
import type { Json } from "../model/policy.ts";
import { clipped } from "../model/problem.ts";
import type { ShownChange } from "../model/result.ts";
import type { Paint } from "./paint.ts";
import { COLOURS, reasonFor, SIGNS } from "./plan.ts";

export interface CompactView {
  readonly paint: Paint;
  /** Cells in a line. */
  readonly columns: number;
}

/** `~ BackupPolicy/nightly  retention_duration_days 30 → 7  ! shortens-retention`, a line for each change. */
export function changeLines(changes: readonly ShownChange[], { paint, columns }: CompactView): string {
  const rows = changes.map((change) => ({
    change,
    address: printable(change.address),
    hazards: [...new Set(change.hazards.map(({ code }) => code))].map((code) => `! ${code}`).join(" "),
  }));
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => stringWidth(text)));
  const most = Math.min(columns / 2, columns - MARGIN - 2 - widest(rows.map(({ hazards }) => hazards)));
  const width = Math.max(LEAST, Math.min(widest(rows.map(({ address }) => address)), Math.floor(most)));
  return rows
    .map(({ change, address, hazards }) => {
      const name = fitted(address, width);
      const room = columns - MARGIN - width - 2 - (hazards === "" ? 0 : 2 + stringWidth(hazards));
      const head = paint(COLOURS[change.action], `${SIGNS[change.action]} ${name}`);
      const cells = [
        head + " ".repeat(width - stringWidth(name)),
        fitted(whatText(change), room),
        paint("red", hazards),
      ];
      return `  ${cells.filter(Boolean).join("  ")}`.trimEnd();
    })
    .join("\n");
}

/** Cells before an address: the indentation, and a sign. */
const MARGIN = 4;
/** Of an address, however narrow the terminal. */
const LEAST = 12;

/** The fields of an update, and for the others why they are there. */
function whatText(change: ShownChange): string {
  const reason = reasonFor(change);
  if (change.action !== "update") return printable(reason);
  const fields = change.fields.map(({ path, before, after }) => {
    const name = dotted(path).split(".").at(-1);
    return isShort(before) && isShort(after) ? `${name} ${valueText(before)} → ${valueText(after)}` : name;
  });
  return printable(fields.join(", ") + (reason ? ` (${reason})` : ""));
}

const isShort = (value: Json | undefined): boolean => typeof value !== "object" || value === null;
const valueText = (value: Json | undefined): string =>
  value === undefined ? "–" : typeof value === "string" ? clipped(value, 30) : JSON.stringify(value);

/** As much of a text as has room. */
function fitted(text: string, cells: number): string {
  if (stringWidth(text) <= cells) return text;
  let [cut, width] = ["", 0];
  for (const sign of text) {
    width += stringWidth(sign);
    if (width > cells - 1) break;
    cut += sign;
  }
  return cells < 2 ? "" : `${cut}…`;
}
