/**
 * `holdfast init`: a new stack with an example of each kind, explained in comments, or with the project of a login.
 * Asks nothing and overwrites nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { stringify } from "yaml";
import { ownerOf } from "../documents/entry.ts";
import { shownPath } from "../documents/load.ts";
import { kinds } from "../kinds/index.ts";
import type { Setting } from "../kinds/kind.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { printable } from "../model/invisible.ts";
import { type CloudName, isName, ROOT } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { shellWord } from "../render/text.ts";
import { couldBeName, rootFrom } from "../session/select.ts";
import { packageName } from "../system/version.ts";
import { createFile, isThere } from "../system/write.ts";

export interface InitOptions {
  readonly cloud: CloudName;
}

/**
 * @param dir a folder; a word that is not one here is the name of a stack in `policies/`
 * @throws Failure `usage` when a file is there already, `disk` when one cannot be written
 */
export function init(dir: string, { cloud }: InitOptions, io: Io): ExitCode {
  const folder = folderFor(dir, io);
  const { installIn } = writeStack(folder, contents(cloud, stackName(folder)), io);
  const edit =
    cloud === "simulator" ? [] : [`write your region and project_id into ${shownIn(join(folder, "stack.yaml"), io)}`];
  io.out(nextSteps(folder, { edit, installIn }, io));
  return EXIT.fine;
}

/**
 * A stack for the project of the login in the environment, without policies.
 * @returns its folder, for the import of what the project has
 * @throws Failure `credentials-*`, `project-unknown`, `cloud-*`; see `init`
 */
export async function initFromCloud(dir: string, { cloud }: InitOptions, io: Io): Promise<string> {
  if (cloud === "simulator") {
    throw new Failure("usage", "the simulated cloud of a new stack is empty", { hint: "omit --from-cloud" });
  }
  const folder = folderFor(dir, io);
  const name = stackName(folder);
  assertFree(folder, ["stack.yaml"], io);
  const { region, project } = await projectOfLogin(cloud, folder, io);
  const place = { region, project: project.id, named: project.name };
  writeStack(folder, new Map([["stack.yaml", stackExample(cloud, name, place)]]), io);
  return shownPath(folder, io.settings.cwd);
}

/** Which project a login is for. stack.yaml is not there yet, so only the environment can say. */
async function projectOfLogin(cloud: CloudName, folder: string, io: Io) {
  const { loginOf, verifyLogin } = await import("../session/open.ts");
  const file = shownPath(join(folder, "stack.yaml"), io.settings.cwd);
  const login = await loginOf({ spec: { cloud }, source: { file } }, io.settings);
  const { project } = await verifyLogin(login, io.settings, (line) => io.err(`${printable(line)}\n`));
  return { region: login.region, project };
}

/** Below the `policies/` of the repository, or a new one here. */
function folderFor(dir: string, { settings: { cwd } }: Io): string {
  const isName = couldBeName(dir) && dir !== ROOT && !isThere(resolve(cwd, dir));
  return isName ? resolve(cwd, rootFrom(cwd) ?? ROOT, dir) : resolve(cwd, dir);
}

const shownIn = (path: string, { settings: { cwd } }: Io): string => printable(shownPath(path, cwd));

function assertFree(folder: string, files: Iterable<string>, io: Io): void {
  const inTheWay = [...files, "stack.yml"].find((file) => isThere(join(folder, file)));
  if (inTheWay === undefined) return;
  throw new Failure("usage", `${shownPath(join(folder, inTheWay), io.settings.cwd)} exists already`, {
    hint: "name another folder; nothing was written",
  });
}

/** Writes documents, with what makes editors check them, and keeps what a run leaves beside them out of git. */
function writeStack(folder: string, files: ReadonlyMap<string, string>, io: Io): SchemaFile {
  const { cwd } = io.settings;
  const schema = schemaFor(folder, cwd);
  assertFree(folder, files.keys(), io);
  const modeline = `# yaml-language-server: $schema=${relative(folder, schema.file).split(sep).join("/")}\n`;
  const texts = [...files].map(([file, text]) => [file, modeline + text] as const);
  const ignored = isThere(join(folder, IGNORE)) ? [] : [[IGNORE, IGNORED] as const];
  for (const [file, text] of [...texts, ...ignored]) {
    write(join(folder, file), text, cwd);
    io.out(`${shownIn(join(folder, file), io)}\n`);
  }
  return schema;
}

const IGNORE = ".gitignore";
const IGNORED = `\
# The state of this stack on this machine, and its simulated cloud: a pull request must not be able to change them.
.holdfast/
`;

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

const ASIA = { region: "ap-southeast-1", otherRegion: "ap-southeast-3", zone: "Asia/Shanghai" };
/** What differs between clouds: their regions, and a time zone in which people there think. */
const PLACES: Readonly<Record<CloudName, Omit<Setting, "cloud"> & { readonly region: string }>> = {
  huaweicloud: ASIA,
  otc: { region: "eu-de", otherRegion: "eu-nl", zone: "UTC+01:00" },
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

interface ProjectPlace {
  readonly region: string;
  readonly project: string;
  readonly named?: string | undefined;
}

/** @param place of a project that is known */
const stackExample = (cloud: CloudName, name: string, place?: ProjectPlace): string => `\
# A stack is one project in one region. It contains the policies in this folder and below.
apiVersion: holdfast/v1
kind: Stack
metadata:
  name: ${stringify(name, { compat: "yaml-1.1" }).trim()}
spec:
  cloud: ${cloud}
${cloud === "simulator" ? SIMULATED : (place ? knownProject(place) : realProject(cloud)) + keptState(name)}`;

const SIMULATED = `\
  # The simulated cloud runs inside the command and needs no account. For a real one, write cloud: huaweicloud or otc, and
  # region: ap-southeast-1
  # project_id: 054e292c9880d4992f02c0196d3ea468
`;

const realProject = (cloud: "huaweicloud" | "otc"): string => `\
  region: ${PLACES[cloud].region}
  # The project, as the console shows it under "My Credentials". Without it, HW_PROJECT_ID in the environment is used.
  # project_id: 054e292c9880d4992f02c0196d3ea468
`;

const knownProject = ({ region, project, named }: ProjectPlace): string => `\
  region: ${stringify(region).trim()}
  project_id: ${stringify(project).trim()}${named === undefined ? "" : ` # ${printable(named)}`}
`;

const keptState = (name: string): string => `
  # The state, which records what is managed, is kept in .holdfast/state.json beside this file, for one machine. For a team
  # and for CI, keep it on a branch of this repository:
  # state:
  #   git: { remote: origin, branch: holdfast/${/^\w[\w-]*$/.test(name) ? name : "state"} }
`;

/** Three commands to type, as this one was started; and before them what a person has to do. */
function nextSteps(
  folder: string,
  { edit, installIn }: { readonly edit: readonly string[]; readonly installIn: string | undefined },
  io: Io,
): string {
  const { cwd, env } = io.settings;
  // npm sets it for what npx starts: https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables
  const holdfast = env.npm_command === "exec" ? "npx --no -- holdfast" : "holdfast";
  const stack = shellWord(shownIn(folder, io));
  const steps = [...edit, ...["validate", "plan", "apply"].map((command) => `${holdfast} ${command} ${stack}`)];
  const listed = steps.map((step, index) => `  ${index + 1}. ${step}\n`).join("");
  if (installIn === undefined) return `\nNext:\n${listed}`;
  const where = installIn === cwd ? "here" : `in ${shownIn(installIn, io)}`;
  return `\nNext:\n${listed}\nEditors check these files once ${packageName} is installed ${where}.\n`;
}
