/**
 * How a request proves who we are: with a token, with a signature, or with a token from a login. Keeps everything in
 * memory only.
 */
import { type Failure, isFailure } from "../model/problem.ts";
import { concealing } from "./conceal.ts";
import type { AuthMethod, Credentials } from "./credentials.ts";
import { type Signable, sign } from "./sign.ts";

type Headers = Readonly<Record<string, string>>;

export interface Identity {
  readonly kind: AuthMethod;
  /**
   * The request's headers and those that prove who we are, made for each attempt because tokens and signatures age.
   * `now`: ms since 1970.
   * @throws Failure `cloud-denied` when the cloud has already refused these credentials: repeating them locks the key
   * or the user.
   */
  headers(request: Signable, now: number): Promise<Headers>;
  /** Records that the cloud answered 401 to `refused`. @returns whether new headers may be accepted. */
  renew(refused: Headers, failure: Failure): boolean;
  /** Masks our credentials in text from the network. */
  conceal(text: string): string;
}

/** For the login request, which has `secret` in its body. */
export const loginIdentity = (kind: LoginCredentials["kind"], secret: string): Identity => ({
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

/** Credentials that are exchanged for a token. */
export type LoginCredentials = Extract<Credentials, { kind: "password" | "oidc" }>;

/**
 * A given token, or keys: there is nothing to renew. `projectId`: for a signature, which has no project in it, unlike a
 * token.
 */
export function fixedIdentity(credentials: Exclude<Credentials, LoginCredentials>, projectId?: string): Identity {
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

export interface IamToken {
  readonly token: string;
  /** Some time before it expires: ms since 1970, by our clock. */
  readonly renewAt: number;
}

/** When a new token is refused this soon after another, the refusal is final. Later, it may have been revoked too. */
const FINAL_REFUSAL_MS = 60_000;

/**
 * Logs in when first needed, before the token expires, and after a 401; one login at a time, however many requests wait
 * for it.
 */
export function tokenIdentity(
  credentials: LoginCredentials,
  login: () => Promise<IamToken>,
  now: () => number,
): Identity {
  const secrets = secretsOf(credentials);
  let conceal = concealing(secrets);
  let latest: Promise<IamToken> | undefined;
  let valid: string | undefined;
  /** When a token was last dropped because it was refused. */
  let refusedAt = Number.NEGATIVE_INFINITY;

  async function logIn(): Promise<IamToken> {
    const got = await login();
    secrets.push(got.token);
    conceal = concealing(secrets);
    valid = got.token;
    return got;
  }

  async function current(): Promise<IamToken> {
    const known = latest;
    if (known) {
      const got = await known;
      if (got.renewAt > now()) return got;
    }
    // Another request may have renewed it meanwhile.
    if (latest === known) {
      const attempt = logIn();
      latest = attempt;
      // A refused login stays refused: with a wrong password, each further attempt brings the user closer to a lock.
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
      // Only the first request to be refused drops the token; later ones find a newer one, or a login under way.
      if (refused["x-auth-token"] !== valid) return true;
      // A newer token would be refused as well: many requests must not cause as many logins.
      if (now() - refusedAt < FINAL_REFUSAL_MS) return false;
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
