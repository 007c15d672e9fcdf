/** A policy -> the document that it amounts to in its stack, line by line, each with the place where it is written. */
import { kinds } from "../kinds/index.ts";
import type { Source } from "../model/place.ts";
import { isGivenBy, pointerTo } from "../model/pointer.ts";
import { isMapping, type Json, nameOf, type Policy } from "../model/policy.ts";
import { located } from "./locate.ts";

export interface EffectiveLine {
  readonly text: string;
  /** JSON Pointer (RFC 6901) into the document. */
  readonly path: string;
  /** Absent for a line that only opens a mapping or a list. */
  readonly value?: Json;
  readonly source: Source;
}

export async function effectiveLines(policy: Policy): Promise<EffectiveLine[]> {
  const { kind, name, protected: kept, renamedFrom, written, document, patch } = policy;
  const metadata = {
    name,
    ...(renamedFrom !== undefined && { renamed_from: nameOf(renamedFrom) }),
    ...(kept !== undefined && { protected: kept }),
  };
  const whole: { [field: string]: Json } = {
    apiVersion: kinds[kind].apiVersion,
    kind,
    metadata,
    spec: written as { [field: string]: Json },
  };
  const { stringify } = await import("yaml");
  const scalar = (value: Json) =>
    typeof value === "string" && value.includes("\n")
      ? JSON.stringify(value)
      : stringify(value, { lineWidth: 0 }).trimEnd();
  const spots = linesOf(whole, "", "", scalar).map((line) => ({
    line,
    document: patch && line.leaves.every((path) => isInPatch(path, patch.value)) ? patch.document : document,
    place: { path: line.path, part: "key" } as const,
  }));
  return (await located(spots)).map(({ line: { text, path, value }, range: { file, start } }) => ({
    text,
    path,
    ...(value !== undefined && { value }),
    source: { file, ...start },
  }));
}

/** Both documents say what they are; that is not a change. */
const isInPatch = (path: string, patch: unknown): boolean =>
  !["/apiVersion", "/kind", "/metadata/name"].includes(path) && isGivenBy(patch, path);

interface Line {
  readonly text: string;
  readonly path: string;
  readonly value?: Json;
  /** The values at or below it. */
  readonly leaves: readonly string[];
}

function linesOf(
  members: { [field: string]: Json },
  path: string,
  indent: string,
  scalar: (value: Json) => string,
): Line[] {
  return Object.entries(members).flatMap(([name, value]): Line[] => {
    const at = pointerTo(path, name);
    const below = Array.isArray(value)
      ? itemsOf(value, at, `${indent}  `, scalar)
      : isMapping(value)
        ? linesOf(value as { [field: string]: Json }, at, `${indent}  `, scalar)
        : [];
    if (below.length === 0) return [{ text: `${indent}${name}: ${scalar(value)}`, path: at, value, leaves: [at] }];
    return [{ text: `${indent}${name}:`, path: at, leaves: below.flatMap(({ leaves }) => leaves) }, ...below];
  });
}

function itemsOf(items: readonly Json[], path: string, indent: string, scalar: (value: Json) => string): Line[] {
  return items.flatMap((item, index): Line[] => {
    const at = pointerTo(path, index);
    const below = isMapping(item) ? linesOf(item as { [field: string]: Json }, at, `${indent}  `, scalar) : [];
    if (below.length === 0) return [{ text: `${indent}- ${scalar(item)}`, path: at, value: item, leaves: [at] }];
    return below.map((line, number) =>
      number === 0 ? { ...line, text: `${indent}- ${line.text.trimStart()}` } : line,
    );
  });
}
