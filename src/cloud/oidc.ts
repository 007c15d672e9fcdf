/**
 * An ID token, fetched or read anew: it lives for minutes. From a variable, from a file, or from GitHub, which gives one to
 * each job that may have it.
 * https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
import { readFile } from "node:fs/promises";
import { Failure } from "../model/problem.ts";
import type { IdToken } from "./credentials.ts";
import { Endpoint } from "./endpoints.ts";
import { jobIdentity } from "./identity.ts";
import { converse, type Manners } from "./retry.ts";

/** @throws Failure `credentials-unclear` for a file without one; `cloud-*`, `host-untrusted` of GitHub's service */
export async function idTokenFrom(source: IdToken, manners: Manners): Promise<string> {
  switch (source.from) {
    case "value":
      return source.value;
    case "file":
      return fromFile(source.path);
    case "github":
      return fromGitHub(source, manners);
  }
}

async function fromFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure("credentials-unclear", `the file of the ID token, ${path}, cannot be read (${code})`, {
      hint: "Correct the path, or the file's permissions.",
    });
  }
  const token = text.trim();
  if (isToken(token)) return token;
  throw new Failure("credentials-unclear", `${path} does not hold an ID token`, {
    hint: "Write the token alone into it: three parts, joined by points.",
  });
}

async function fromGitHub(
  { url, requestToken, audience }: Extract<IdToken, { from: "github" }>,
  manners: Manners,
): Promise<string> {
  if (!URL.canParse(url)) {
    throw new Failure("credentials-unclear", "ACTIONS_ID_TOKEN_REQUEST_URL is not a URL", {
      hint: "Leave it to GitHub Actions to set it.",
    });
  }
  const { origin, pathname, search } = new URL(url);
  const endpoint = Endpoint.ofEnvironment(origin);
  const path = `${pathname}${search}${search ? "&" : "?"}audience=${encodeURIComponent(audience)}`;
  const call = { endpoint, method: "GET", path, shown: "/idtoken", effect: "none" } as const;
  const { answer } = await converse(call, jobIdentity(requestToken), manners);
  const token = (answer.body as { value?: unknown } | undefined)?.value;
  if (typeof token === "string" && isToken(token)) return token;
  throw new Failure("cloud-unexpected", `${endpoint.host} answered without an ID token`, {
    hint: "Check ACTIONS_ID_TOKEN_REQUEST_URL: it is GitHub's to set.",
  });
}

/** https://www.rfc-editor.org/rfc/rfc7519: header, claims and signature. */
const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
