/**
 * An ID token for one login, as it lives for minutes only: from a variable, from a file, or from GitHub, which issues
 * one to each job that has the permission.
 * https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
import { readFile } from "node:fs/promises";
import { Failure } from "../model/problem.ts";
import type { IdToken } from "./credentials.ts";
import { Endpoint } from "./endpoints.ts";
import { jobIdentity } from "./identity.ts";
import { type RequestPolicy, sendWithRetries } from "./retry.ts";

/** @throws Failure `credentials-unclear` for a file without one; `cloud-*`, `host-untrusted` for GitHub's service */
export async function idTokenFrom(source: IdToken, requestPolicy: RequestPolicy): Promise<string> {
  switch (source.from) {
    case "value":
      return source.value;
    case "file":
      return fromFile(source.path);
    case "github":
      return fromGitHub(source, requestPolicy);
  }
}

async function fromFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure("credentials-unclear", `the file with the ID token, ${path}, cannot be read (${code})`, {
      hint: "correct the path, or the file's permissions",
    });
  }
  const token = text.trim();
  if (isToken(token)) return token;
  throw new Failure("credentials-unclear", `${path} does not hold an ID token`, {
    hint: "write the token into it and nothing else: three parts, separated by dots",
  });
}

async function fromGitHub(
  { url, requestToken, audience }: Extract<IdToken, { from: "github" }>,
  requestPolicy: RequestPolicy,
): Promise<string> {
  if (!URL.canParse(url)) {
    throw new Failure("credentials-unclear", "ACTIONS_ID_TOKEN_REQUEST_URL is not a URL", {
      hint: "unset it: GitHub Actions sets it for each job",
    });
  }
  const { origin, pathname, search } = new URL(url);
  const endpoint = Endpoint.ofEnvironment(origin);
  const path = `${pathname}${search}${search ? "&" : "?"}audience=${encodeURIComponent(audience)}`;
  const request = { endpoint, method: "GET", path, shown: "/idtoken", effect: "none" } as const;
  const { answer } = await sendWithRetries(request, jobIdentity(requestToken), requestPolicy);
  const token = (answer.body as { value?: unknown } | undefined)?.value;
  if (typeof token === "string" && isToken(token)) return token;
  throw new Failure("cloud-unexpected", `${endpoint.host} answered without an ID token`, {
    hint: "unset ACTIONS_ID_TOKEN_REQUEST_URL: GitHub Actions sets it for each job",
  });
}

/** https://www.rfc-editor.org/rfc/rfc7519: header, claims and signature. */
const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
