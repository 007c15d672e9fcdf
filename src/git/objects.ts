/**
 * Objects of git ⇄ bytes. Made here rather than by `git hash-object`, `mktree` and `commit-tree`: one process takes any
 * number of objects as a pack, while those need three processes for each state. Formats:
 * https://git-scm.com/docs/gitformat-pack, https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

/** The hash of a repository's ids: `extensions.objectFormat`. */
export type ObjectFormat = "sha1" | "sha256";

export interface GitObject {
  readonly type: keyof typeof TYPES;
  readonly bytes: Buffer;
  readonly id: string;
}

/** The numbers of the types in a pack. */
const TYPES = { commit: 1, tree: 2, blob: 3 } as const;

function object(type: GitObject["type"], bytes: Buffer, format: ObjectFormat): GitObject {
  const id = createHash(format).update(`${type} ${bytes.length}\0`).update(bytes).digest("hex");
  return { type, bytes, id };
}

/** `name <email>` in a commit. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly parent: string | undefined;
  readonly author: Person;
  readonly committer: Person;
  readonly date: Date;
  readonly message: string;
}

/** A commit whose tree is one file. @returns the commit last */
export function commitOf(file: string, text: string, commit: Commit, format: ObjectFormat): GitObject[] {
  const blob = object("blob", Buffer.from(text), format);
  const entry = Buffer.concat([Buffer.from(`${FILE_MODE} ${file}\0`), Buffer.from(blob.id, "hex")]);
  const tree = object("tree", entry, format);
  const { parent, author, committer, date, message } = commit;
  const lines = [
    `tree ${tree.id}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${signed(author, date)}`,
    `committer ${signed(committer, date)}`,
    "",
    message,
  ];
  return [blob, tree, object("commit", Buffer.from(lines.join("\n")), format)];
}

const FILE_MODE = "100644";

const signed = ({ name, email }: Person, date: Date): string =>
  `${fieldText(name)} <${fieldText(email)}> ${Math.floor(date.getTime() / 1000)} +0000`;

/** Without characters that would end the field early, as git does. */
const fieldText = (text: string): string => text.replaceAll(/[\u0000-\u001F<>]/g, "").trim();

/** For `git unpack-objects`. */
export function packOf(objects: readonly GitObject[], format: ObjectFormat): Buffer {
  const head = Buffer.alloc(12);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects.length, 8);
  const body = Buffer.concat([
    head,
    ...objects.flatMap(({ type, bytes }) => [entryHead(TYPES[type], bytes.length), deflateSync(bytes)]),
  ]);
  return Buffer.concat([body, createHash(format).update(body).digest()]);
}

/** Type and size: four bits of the size, then seven at a time, the highest bit of a byte for `more follows`. */
function entryHead(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

/** The ids of the tree and of the first parent. */
export function commitLinks(commit: Buffer): { tree: string | undefined; parent: string | undefined } {
  const head = commit.toString("latin1").split("\n\n", 1)[0] ?? "";
  const idAfter = (word: string) => new RegExp(`^${word} ([0-9a-f]+)$`, "m").exec(head)?.[1];
  return { tree: idAfter("tree"), parent: idAfter("parent") };
}

/** The id of the file, if the tree has this one file and nothing else. */
export function onlyFileOf(tree: Buffer, file: string): string | undefined {
  const head = Buffer.from(`${FILE_MODE} ${file}\0`);
  const id = tree.subarray(head.length);
  const isOnly = tree.subarray(0, head.length).equals(head) && (id.length === 20 || id.length === 32);
  return isOnly ? id.toString("hex") : undefined;
}

/** Objects from the output of `git cat-file --batch`, in the order of the requests; undefined for a missing one. */
export function batchObjects(output: Buffer): ({ id: string; bytes: Buffer } | undefined)[] {
  const answers = [];
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf("\n", at);
    const [, id, size] = /^([0-9a-f]+) [a-z]+ (\d+)$/.exec(output.toString("latin1", at, end)) ?? [];
    at = end + 1;
    answers.push(id === undefined ? undefined : { id, bytes: output.subarray(at, at + Number(size)) });
    if (id !== undefined) at += Number(size) + 1;
  }
  return answers;
}
