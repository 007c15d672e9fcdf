/**
 * The files in which the vendor's tools keep credentials -> credentials. Reads the disk, writes nothing. A failure
 * shows only names of what is in a file, and no message of a parser, which would quote it.
 */

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Env } from "../model/env.ts";
import { readJson } from "../model/json.ts";
import { isMapping } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";
import {
  type CredentialFile,
  credentialsFrom,
  credentialsIn,
  FILES,
  type FoundCredentials,
  refuseAgency,
} from "./credentials.ts";

/**
 * The first source that has any: the environment, files that it names, files in the home directory.
 * @param login of a stack: it is in the environment alone. Otherwise stack.yaml could choose among the profiles of a
 * person
 * @throws Failure `credentials-unclear`, including for a file that the environment names and that has no credentials
 */
export async function findCredentials(env: Env, login?: string): Promise<FoundCredentials | undefined> {
  const said = credentialsFrom(env, login);
  if (said || login !== undefined) return said;
  for (const candidate of candidates(env, homeFolder())) {
    const found = await credentialsInFile(candidate);
    if (found) return found;
  }
  return undefined;
}

/** A user without a name, as in a container, has no home directory; containers then use the root folder. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
}

interface Candidate {
  readonly file: CredentialFile;
  readonly path: string;
  /** The path as shown to people. */
  readonly shown: string;
  /** The environment names it, so it must not be skipped silently. */
  readonly required: boolean;
  /** `HW_PROFILE`: which of several logins in the file to use. */
  readonly profile: string | undefined;
}

function candidates(env: Env, home: string): Candidate[] {
  const all = FILES.map((file): Candidate => {
    const named = env[file.variable] || undefined;
    const profile = file.format === "koocli" ? env.HW_PROFILE || undefined : undefined;
    return {
      file,
      path: named ? named.replace(/^~(?=\/)/, home) : join(home, file.path),
      shown: named ?? `~/${file.path}`,
      required: named !== undefined || profile !== undefined,
      profile,
    };
  });
  return [...all.filter(({ required }) => required), ...all.filter(({ required }) => !required)];
}

async function credentialsInFile(candidate: Candidate): Promise<FoundCredentials | undefined> {
  const { file, shown, required } = candidate;
  const text = await readCandidate(candidate);
  if (text === undefined) return undefined;
  const found = file.format === "koocli" ? inProfile(text, candidate) : inSections(text, candidate);
  if (found || !required) return found;
  throw unclear(`${shown} holds no access key`, `put one there, or unset ${file.variable} and HW_PROFILE`);
}

/** Undefined when there is no such file and it is not required. */
async function readCandidate({ file, path, shown, required }: Candidate): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!required && (code === "ENOENT" || code === "ENOTDIR")) return undefined;
    throw unclear(`${shown} cannot be read (${code})`, `correct ${file.variable}, or the file's permissions`);
  }
}

/** What KooCLI writes. */
interface KooCliConfig {
  readonly current?: unknown;
  /** Text, not a boolean. */
  readonly authEncrypt?: unknown;
  readonly profiles?: unknown;
}

function inProfile(text: string, { file, shown, profile: wanted }: Candidate): FoundCredentials | undefined {
  const config = configIn(text, shown);
  const name = wanted ?? String(config.current ?? "default");
  const profile = profileIn(config, name);
  if (!profile) {
    if (wanted === undefined) return undefined;
    throw unclear(
      `${shown} has no profile ${JSON.stringify(wanted)}`,
      "correct HW_PROFILE; hcloud configure list shows them",
    );
  }
  const where = `profile ${JSON.stringify(name)} of ${shown}`;
  if (!profile.accessKeyId && !profile.secretAccessKey) return undefined;
  if (isEncrypted(config, profile)) {
    throw unclear(
      `${shown} is encrypted, so only hcloud can read it`,
      "run hcloud configure set --cli-auth-encrypt=false, or set credentials in the environment",
    );
  }
  refuseAgency("agencyName", { values: profile, where: ` in ${where}` });
  return withTarget(credentialsIn(file.sources, profile, where), profile.region, profile.projectId);
}

function profileIn({ profiles }: KooCliConfig, name: string): Readonly<Record<string, string>> | undefined {
  const profile: unknown = Array.isArray(profiles) ? profiles.find((one) => one?.name === name) : undefined;
  const texts = Object.entries(profile ?? {}).filter(([, value]) => typeof value === "string");
  return profile === undefined ? undefined : Object.fromEntries(texts);
}

function configIn(text: string, shown: string): KooCliConfig {
  const read = readJson(text);
  if ("value" in read && isMapping(read.value)) return read.value;
  throw unclear(`${shown} is not a configuration of hcloud`, "create it again with hcloud configure init");
}

/**
 * Encryption is optional since version 5.2.7, and the default. Files that do not mention it may be older, or written by
 * hand. Access keys have 20 characters, ciphertext has many more.
 */
function isEncrypted({ authEncrypt }: KooCliConfig, { accessKeyId = "" }: Readonly<Record<string, string>>): boolean {
  return authEncrypt === undefined ? accessKeyId.length > 40 : String(authEncrypt) === "true";
}

/** `[basic]` is for regional services, `[global]` for others; the keys of both sign requests alike. */
function inSections(text: string, { file, shown }: Candidate): FoundCredentials | undefined {
  const sections = sectionsIn(text);
  for (const name of ["basic", "global"]) {
    const fields = sections.get(name) ?? {};
    const found = credentialsIn(file.sources, fields, `section [${name}] of ${shown}`);
    if (found) return withTarget(found, undefined, fields.project_id);
  }
  return undefined;
}

function sectionsIn(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[([^\]]*)\]/.exec(line) ?? [];
    const [, key, value] = /^\s*([A-Za-z_]+)\s*=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      section = sections.get(name.trim()) ?? {};
      sections.set(name.trim(), section);
    } else if (key && value !== undefined) section[key] = value.trim();
  }
  return sections;
}

function withTarget(found: FoundCredentials | undefined, region: string | undefined, projectId: string | undefined) {
  return found && { ...found, ...(region && { region }), ...(projectId && { projectId }) };
}

const unclear = (message: string, hint: string): Failure => new Failure("credentials-unclear", message, { hint });
