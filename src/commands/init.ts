/** `holdfast init DIR`: a new stack with an example of each kind, explained in comments. Overwrites nothing. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { stringify } from "yaml";
import { ownerOf } from "../documents/entry.ts";
import { shownPath } from "../documents/load.ts";
import { kinds } from "../kinds/index.ts";
import type { Setting } from "../kinds/kind.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { type CloudName, isName } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { packageName } from "../system/version.ts";
import { createFile, isThere } from "../system/write.ts";

export interface InitOptions {
  readonly cloud: CloudName;
}

/** @throws Failure `usage` when a file is there already, `disk` when one cannot be written */
export function init(dir: string, { cloud }: InitOptions, io: Io): ExitCode {
  const { cwd } = io.settings;
  const folder = resolve(cwd, dir);
  const schema = schemaFor(folder, cwd);
  const files = contents(cloud, stackName(folder));
  const inTheWay = [...files.keys(), "stack.yml"].find((file) => isThere(join(folder, file)));
  if (inTheWay !== undefined) {
    throw new Failure("usage", `${shownPath(join(folder, inTheWay), cwd)} exists already`, {
      hint: "name another folder; nothing was written",
    });
  }
  const modeline = `# yaml-language-server: $schema=${relative(folder, schema.file).split(sep).join("/")}\n`;
  for (const [file, text] of files) {
    write(join(folder, file), modeline + text, cwd);
    io.out(`${printable(shownPath(join(folder, file), cwd))}\n`);
  }
  const shown = printable(shownPath(folder, cwd));
  // As a shell wants it.
  io.out(nextSteps(/^[\w./-]+$/.test(shown) ? shown : `"${shown}"`, cloud, schema.installIn, cwd));
  return EXIT.fine;
}

/** The folder's name, with a dash for what a name cannot have. */
function stackName(folder: string): string {
  const name = basename(folder)
    .replace(/./gsu, (character) => (isName(character) ? character : " "))
    .replaceAll(/ +/g, "-")
    .slice(0, 64)
    .replace(/^-+|-+$/g, "");
  return name === "" || ownerOf(name) !== undefined ? "stack" : name;
}

interface SchemaFile {
  readonly file: string;
  /** Where the package has to be installed before the file is there. */
  readonly installIn?: string;
}

const SCHEMA = "schemas/document.schema.json";
/** Where npm puts it, below the folder of a package.json. */
const INSTALLED = join("node_modules", packageName, SCHEMA);
/** Other projects may have a file of that name. */
const SCHEMA_TITLE = '"title": "Holdfast document"';

/**
 * The schema of any document, as near as editors find it by a relative path: that of the installed package, or in a
 * checkout of Holdfast its own.
 */
function schemaFor(folder: string, cwd: string): SchemaFile {
  const above = foldersAbove(folder);
  const candidates = above.flatMap((one) => [join(one, SCHEMA), join(one, INSTALLED)]);
  const file = candidates.find((path) => existsSync(path) && readFileSync(path, "utf8").includes(SCHEMA_TITLE));
  if (file !== undefined) return { file };
  const project = above.find((one) => ["package.json", ".git"].some((name) => existsSync(join(one, name)))) ?? cwd;
  return { file: join(project, INSTALLED), installIn: project };
}

function foldersAbove(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}

/** A new file. @throws Failure `disk`, also when it is there already */
const write = (path: string, text: string, cwd: string): void =>
  createFile(shownPath(path, cwd), text, { cwd, hint: "name a folder in which this user may write" });

const ASIA = { region: "ap-southeast-1", otherRegion: "ap-southeast-3", zone: "Asia/Shanghai", offset: "UTC+08:00" };
/** What differs between clouds: their regions, and a time zone in which people there think. */
const PLACES: Readonly<Record<CloudName, Omit<Setting, "cloud"> & { readonly region: string }>> = {
  huaweicloud: ASIA,
  otc: { region: "eu-de", otherRegion: "eu-nl", zone: "UTC+01:00", offset: "UTC+01:00" },
  simulator: ASIA,
};

/** File by file, without modelines. */
function contents(cloud: CloudName, name: string): Map<string, string> {
  const examples = Object.values(kinds)
    .filter(({ clouds }) => clouds.includes(cloud))
    .map(({ example }) => example({ cloud, ...PLACES[cloud] }));
  return new Map([
    ["stack.yaml", stackExample(cloud, name)],
    ...examples.map(({ file, text }) => [file, text] as const),
  ]);
}

const stackExample = (cloud: CloudName, name: string): string => `\
# A stack is one project in one region. It contains the policies in this folder and below.
apiVersion: holdfast/v1
kind: Stack
metadata:
  name: ${stringify(name, { compat: "yaml-1.1" }).trim()}
spec:
  cloud: ${cloud}
${cloud === "simulator" ? SIMULATED : realProject(cloud, name)}`;

const SIMULATED = `\
  # The simulated cloud runs inside the command and needs no account. For a real one, write cloud: huaweicloud or otc, and
  # region: ap-southeast-1
  # project_id: 054e292c9880d4992f02c0196d3ea468
`;

const realProject = (cloud: "huaweicloud" | "otc", name: string): string => `\
  region: ${PLACES[cloud].region}
  # The project, as the console shows it under "My Credentials". Without it, HW_PROJECT_ID in the environment is used.
  # project_id: 054e292c9880d4992f02c0196d3ea468

  # The state, which records what is managed, is kept in .holdfast/state.json beside this file, for one machine. For a team
  # and for CI, keep it on a branch of this repository:
  # state:
  #   git: { remote: origin, branch: holdfast/${/^\w[\w-]*$/.test(name) ? name : "state"} }
`;

function nextSteps(folder: string, cloud: CloudName, installIn: string | undefined, cwd: string): string {
  const steps = [
    ...(installIn === undefined
      ? []
      : [
          `npm install --save-dev the tarball of ${packageName}${installIn === cwd ? "" : `, in ${shownPath(installIn, cwd)}`}: editors find the schemas there`,
        ]),
    ...(cloud === "simulator" ? [] : [`put your region and project into the stack.yaml`]),
    `holdfast validate ${folder}`,
    `holdfast plan ${folder}`,
  ];
  return `\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join("")}`;
}
