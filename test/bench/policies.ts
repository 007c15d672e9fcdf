/** Policies and stacks of the size that people write, made from a seed: the same bytes on every machine. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { randomFrom } from "../support/random.ts";

/** Bytes of a policy, and about 25 lines. */
const BYTES = 575;

export interface StackForm {
  readonly name: string;
  readonly backups: number;
  readonly replications: number;
  /** Has the download switch as well. */
  readonly download?: boolean;
  /** Of the services; absent: a simulated cloud inside the command. */
  readonly url?: string;
  /** `spec.state`, in flow style; absent: the default file. */
  readonly state?: string;
  /** Written so that the scanner leaves every file to the parser. */
  readonly forParser?: boolean;
  /** Added to the days for which backups are kept, to make a policy another one. */
  readonly days?: number;
}

/** Writes a folder for each stack, one file for each policy. */
export function writeStacks(folder: string, stacks: readonly StackForm[]): void {
  const random = randomFrom(575);
  for (const stack of stacks) {
    const home = join(folder, stack.name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "stack.yaml"), stackText(stack));
    for (let index = 0; index < stack.backups + stack.replications; index += 1) {
      const text = policyText(index, stack, random);
      writeFileSync(
        join(home, `p${index}.yaml`),
        stack.forParser ? text.replace(NAME, "metadata: { name: $1 }") : text,
      );
    }
    if (stack.download) writeFileSync(join(home, "download.yaml"), DOWNLOAD);
  }
}

/** `count` stacks of ten policies: five backups, four replications, and the switch. */
export const stacksOfTen = (count: number, more: Partial<StackForm> = {}): StackForm[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `s${index}`,
    backups: 5,
    replications: 4,
    download: true,
    ...more,
  }));

/** So many stacks that include the same ten documents, each with a patch of one. */
export function writeSharing(folder: string, count: number, more: Partial<StackForm> = {}): void {
  const [form] = stacksOfTen(1, more);
  if (!form) throw new Error("there is no form");
  writeStacks(folder, [{ ...form, name: SHARED }]);
  rmSync(join(folder, SHARED, "stack.yaml"));
  for (const stack of stacksOfTen(count, more)) {
    const home = join(folder, stack.name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "stack.yaml"), `${stackText(stack)}  include:\n    - ../${SHARED}\n`);
    writeFileSync(join(home, "patch.yaml"), PATCH);
  }
}

const SHARED = "shared";
const PATCH = `apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: servers-00000
  patch: true
spec:
  operation_definition:
    day_backups: 10
`;

/** One stack of so many policies as they are in the cloud already: more than it lets anybody create in a project. */
export function writeOneStack(folder: string, count: number, more: Partial<StackForm>): void {
  writeStacks(folder, [{ name: ONE, backups: count, replications: 0, ...more }]);
}

const ONE = "one";

/** What the simulated cloud would hold, had somebody made the policies of that stack. */
export function dataOfOneStack(folder: string, count: number): string {
  const policies = Array.from({ length: count }, (_, index) => {
    const { metadata, spec } = parse(readFileSync(join(folder, ONE, `p${index}.yaml`), "utf8"));
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const fixed = { id, operation_type: "backup", policy_type: "custom_policy", associated_vaults: [] };
    return { ...fixed, name: metadata.name, ...spec };
  });
  return JSON.stringify({ format: 1, projects: { [`project-${ONE}`]: { policies, vaults: [] } } });
}

function stackText({ name, url, state }: StackForm): string {
  const endpoints = url ? `  endpoints:\n    cbr: ${url}\n    dds: ${url}\n    iam: ${url}\n` : "";
  return `apiVersion: holdfast/v1
kind: Stack
metadata:
  name: ${name}
spec:
  cloud: simulator
  region: eu-west-101
  project_id: project-${name}
${endpoints}${state ? `  state: ${state}\n` : ""}`;
}

const NAME = /^metadata:\n {2}name: (\S+)$/m;

const DOWNLOAD = `apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata:
  name: download
spec:
  action: close
`;

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

function policyText(index: number, { backups, days = 0 }: StackForm, random: () => number): string {
  const upTo = (limit: number) => Math.floor(random() * limit);
  const copies = index >= backups;
  const hour = upTo(12);
  const first = upTo(7);
  const days3 = [0, 2, 4].map((step) => DAYS[(first + step) % 7]).join(",");
  const rules = [0, 6, 12].map(
    (later) => `        - FREQ=WEEKLY;BYDAY=${days3};BYHOUR=${hour + later};BYMINUTE=${10 * (1 + upTo(5))}\n`,
  );
  const text = `apiVersion: cbr/v3
kind: ${copies ? "ReplicationPolicy" : "BackupPolicy"}
metadata:
  name: ${copies ? "copies" : "servers"}-${String(index).padStart(5, "0")}
spec:
  enabled: true
  operation_definition:
    max_backups: ${20 + upTo(60) + days}
    day_backups: ${1 + upTo(9)}
    week_backups: ${1 + upTo(9)}
    month_backups: ${1 + upTo(9)}
    year_backups: 0
    timezone: UTC+08:00
${copies ? "    destination_region: eu-west-0\n    destination_project_id: fcf6cb26c3bf4402869792207ad3dce4\n" : ""}  trigger:
    properties:
${copies ? "" : "      # UTC; in Shanghai it is eight hours later.\n"}      pattern:
${rules.join("")}`;
  return `${commentOf(BYTES - text.length)}${text}`;
}

/** Lines of a comment, as many bytes as that. */
function commentOf(bytes: number): string {
  const lines: string[] = [];
  for (let left = bytes; left > 0; ) {
    const length = left > 55 ? 50 : left;
    lines.push(
      `# ${"The machines of a shop, asked for by the team of it.".slice(0, length - 3).padEnd(length - 3, ".")}\n`,
    );
    left -= length;
  }
  return lines.join("");
}
