/**
 * Who we are, as a request proves it: with a token, a signature, or a token got by logging in. Keeps everything in memory
 * only.
 */
import { type Failure, isFailure } from "../model/problem.ts";
import { concealing } from "./conceal.ts";
import type { Credentials, Proof } from "./credentials.ts";
import { type Signable, sign } from "./sign.ts";

type Headers = Readonly<Record<string, string>>;

export interface Identity {
  readonly kind: Proof;
  /**
   * The request's headers and those that prove who we are, made anew for each attempt because tokens and signatures age.
   * `now`: ms since 1970.
   * @throws Failure `cloud-denied` when the cloud has already refused what we have: repeating it locks the key or the user.
   */
  headers(request: Signable, now: number): Promise<Headers>;
  /** Takes note that the cloud answered 401 to `refused`. @returns whether new headers may do better. */
  renew(refused: Headers, failure: Failure): boolean;
  /** Blanks our credentials in text that others wrote. */
  conceal(text: string): string;
}

/** For the request that logs in, which says `secret` in its body. */
export const nobody = (kind: Login["kind"], secret: string): Identity => ({
  kind,
  headers: async (request) => request.headers,
  renew: () => false,
  conceal: concealing([secret]),
});

/** A job of GitHub Actions, to GitHub. */
export const jobIdentity = (requestToken: string): Identity => ({
  kind: "job",
  headers: async ({ headers }) => ({ ...headers, authorization: `Bearer ${requestToken}` }),
  renew: () => false,
  conceal: concealing([requestToken]),
});

/** What a token is got for. */
export type Login = Extract<Credentials, { kind: "password" | "oidc" }>;

/**
 * A token that somebody else got, or keys: there is nothing to renew. `projectId`: for a signature, which has no
 * project in it as a token has.
 */
export function fixedIdentity(credentials: Exclude<Credentials, Login>, projectId?: string): Identity {
  let denied: Failure | undefined;
  return {
    kind: credentials.kind,
    async headers(request, now) {
      if (denied) throw denied;
      if (credentials.kind === "token") return { ...request.headers, "x-auth-token": credentials.token };
      const headers = {
        ...request.headers,
        ...(projectId ? { "x-project-id": projectId } : {}),
        ...(credentials.securityToken ? { "x-security-token": credentials.securityToken } : {}),
      };
      return { ...headers, ...sign({ ...request, headers }, credentials, new Date(now)) };
    },
    renew(_, failure) {
      denied = failure;
      return false;
    },
    conceal: concealing(secretsOf(credentials)),
  };
}

export interface Token {
  readonly token: string;
  /** By our clock, ms since 1970: some time before it expires. */
  readonly renewAt: number;
}

/** So soon after a token was refused, the refusal of the next is final. Later, it may have been taken away like the first. */
const HOPELESS_MS = 60_000;

/**
 * Logs in when first needed, again before the token ends and after a 401; one login at a time, however many requests
 * wait for it.
 */
export function loggedIn(credentials: Login, login: () => Promise<Token>, now: () => number): Identity {
  const secrets = secretsOf(credentials);
  let conceal = concealing(secrets);
  let latest: Promise<Token> | undefined;
  let valid: string | undefined;
  /** When a token was last thrown away because it was refused. */
  let refusedAt = Number.NEGATIVE_INFINITY;

  async function logIn(): Promise<Token> {
    const got = await login();
    secrets.push(got.token);
    conceal = concealing(secrets);
    valid = got.token;
    return got;
  }

  async function current(): Promise<Token> {
    const known = latest;
    if (known) {
      const got = await known;
      if (got.renewAt > now()) return got;
    }
    // Somebody else may have renewed it while we waited.
    if (latest === known) {
      const attempt = logIn();
      latest = attempt;
      // A refused login stays refused: with a wrong password, each further one brings the user nearer to being locked.
      attempt.catch((error) => {
        if (latest === attempt && !isFailure(error, "cloud-denied")) latest = undefined;
      });
    }
    return latest ?? current();
  }

  return {
    kind: credentials.kind,
    async headers(request) {
      const { token } = await current();
      return { ...request.headers, "x-auth-token": token };
    },
    renew(refused) {
      // Only the first to hear of it throws the token away; what is there when the others come is newer, or on its way.
      if (refused["x-auth-token"] !== valid) return true;
      // A fresher one would be refused as well: many requests shall not make as many logins.
      if (now() - refusedAt < HOPELESS_MS) return false;
      refusedAt = now();
      latest = undefined;
      valid = undefined;
      return true;
    },
    conceal: (text) => conceal(text),
  };
}

function secretsOf(credentials: Credentials): string[] {
  switch (credentials.kind) {
    case "token":
      return [credentials.token];
    case "keys":
      return [
        credentials.access,
        credentials.secret,
        ...(credentials.securityToken ? [credentials.securityToken] : []),
      ];
    case "password":
      return [credentials.password];
    case "oidc": {
      const { idToken } = credentials;
      return idToken.from === "value" ? [idToken.value] : idToken.from === "github" ? [idToken.requestToken] : [];
    }
  }
}
