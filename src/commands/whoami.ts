/**
 * `holdfast whoami`: the login of each stack, its project, and whether it works. Names sources, never shows a value.
 */

import type { Credentials } from "../cloud/credentials.ts";
import type { Stack } from "../documents/check.ts";
import { SERVICES } from "../generated/facts.ts";
import { apis } from "../kinds/index.ts";
import { EXIT, type ExitCode, worst } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { isError, isFailure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { type Who, whoamiJson } from "../render/json.ts";
import { failureText } from "../render/text.ts";
import { chooseStacks } from "../session/choose.ts";
import { STACKS_AT_A_TIME } from "../session/look.ts";
import { loginOf, openToRead, simulatedLogin, verifyLogin } from "../session/open.ts";
import { isNoStack, printStray } from "../session/print.ts";
import { inParallel } from "../system/parallel.ts";

export interface WhoamiOptions {
  readonly format: "text" | "json";
}

export async function whoami(args: readonly string[], { format }: WhoamiOptions, io: Io): Promise<ExitCode> {
  const { stacks, stray } = await chooseStacks(args, io.settings);
  if (isNoStack(stacks, stray, io) && format === "text") return EXIT.fine;
  const all = await inParallel(stacks, STACKS_AT_A_TIME, (stack) => whoIn(stack, io));
  io.out(format === "json" ? whoamiJson(all) : all.map((who) => `${whoText(who, io)}\n`).join("\n"));
  printStray(stray, io);
  const failed = all.some(({ failure }) => failure) || stray.some(isError);
  return worst([failed ? EXIT.problems : EXIT.fine]);
}

async function whoIn(stack: Stack, io: Io): Promise<Who> {
  const log = (line: string) => io.err(`${stack.name}: ${printable(line)}\n`);
  const { cloud = "huaweicloud", region } = stack.spec;
  let who: Who = { stack: stack.name, cloud, ...(region && { region }) };
  try {
    if (cloud === "simulator") return { ...who, ...(await inSimulation(stack, io, log)) };
    const aim = await loginOf(stack, io.settings);
    const { source, project, endpoints } = aim;
    who = { ...who, kind: aim.credentials.kind, source, region: aim.region, project, iam: endpoints.iam };
    return { ...who, ...(await verifyLogin(aim, io.settings, log)) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ...who, failure: error };
  }
}

/** The simulated cloud accepts every user unless it was given some, so one read shows whether the login works. */
async function inSimulation(stack: Stack, io: Io, log: (line: string) => void): Promise<Partial<Who>> {
  const open = await openToRead(stack, io.settings, log);
  try {
    await apis[SERVICES[0]].list(open.reader);
    const { found, keptFrom } = await simulatedLogin(stack, io.settings);
    return {
      ...(found && !keptFrom && { kind: found.credentials.kind, source: found.source }),
      region: open.target.region,
      project: { id: open.target.project_id },
    };
  } finally {
    await open.close();
  }
}

function whoText({ stack, cloud, kind, source, region, project, iam, expiresAt, failure }: Who, io: Io): string {
  const rows = [
    ["login", kind ? `${KINDS[kind]}: ${source}` : cloud === "simulator" ? "none is needed" : undefined],
    ["cloud", [cloud, region].filter(Boolean).join(", ")],
    ["project", [...new Set([project?.id, project?.name])].filter(Boolean).join(", ")],
    ["iam", iam],
    ["lasts", failure ? undefined : lastingOf(kind, expiresAt)],
  ] as const;
  const shown = rows.flatMap(([name, value]) =>
    value ? `  ${io.paint("dim", name.padEnd(7))}  ${printable(value)}` : [],
  );
  const verdict = failure ? io.paint("red", "does not work") : io.paint("green", "works");
  const why = failure ? [`  ${failureText(failure, io.paint).replaceAll("\n", "\n  ")}`] : [];
  return [`${io.paint("bold", stack)}: ${verdict}`, ...shown, ...why].join("\n");
}

const KINDS: Readonly<Record<Credentials["kind"], string>> = {
  token: "token",
  keys: "access keys",
  password: "password",
  oidc: "ID token",
};

function lastingOf(kind: Who["kind"], expiresAt: string | undefined): string | undefined {
  if (kind === "keys") return "as long as the keys; each request is signed";
  if (expiresAt === undefined) return undefined;
  const until = `until ${new Date(expiresAt).toISOString().replace(/\.\d+Z$/, "Z")}`;
  return kind === "token" ? `${until}, and is not renewed` : `${until}; a run that takes longer logs in again`;
}
