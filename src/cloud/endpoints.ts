/** Where the services of a cloud live, and which hosts may be told who we are. Pure. */
import { ENDPOINTS, type EndpointName } from "../generated/facts.ts";
import type { CloudName } from "../model/policy.ts";
import { Failure } from "../model/problem.ts";

export type Endpoints = Readonly<Record<EndpointName, string>>;

/** The endpoint of each service. */
export const eachEndpoint = (addressOf: (service: EndpointName) => string): Endpoints =>
  Object.fromEntries(ENDPOINTS.map((service) => [service, addressOf(service)])) as Endpoints;

type RealCloud = Exclude<CloudName, "simulator">;

/**
 * The address of each service, e.g. `https://cbr.eu-de.otc.t-systems.com`.
 * `domain` replaces the cloud's own (`HW_CLOUD`: `myhuaweicloud.com`); `overrides` replace single addresses.
 * Neither is trusted yet: `Endpoint.trusted` decides, where the addresses are used.
 *
 * Sources: https://developer.huaweicloud.com/intl/en-us/endpoint and https://docs.otc.t-systems.com/regions-and-endpoints/
 */
export function endpointsFor(
  where: { readonly cloud: RealCloud; readonly region: string; readonly domain?: string | undefined },
  overrides: Partial<Endpoints> = {},
): Endpoints {
  const domain = where.domain ?? domainOf(where.cloud, where.region);
  return eachEndpoint((service) => overrides[service] ?? `https://${service}.${where.region}.${domain}`);
}

// The Swiss and the European region are sites of their own. The vendor's SDKs do not agree on CBR in eu-west-101, and ask for it
// below .com as well; one region has one domain here, and HW_CLOUD says another.
const SITES: Readonly<Record<RealCloud, { readonly usual: string; readonly own: Readonly<Record<string, string>> }>> = {
  huaweicloud: { usual: "myhuaweicloud.com", own: { "eu-west-101": "myhuaweicloud.eu" } },
  otc: { usual: "otc.t-systems.com", own: { "eu-ch2": "sc.otc.t-systems.com" } },
};

const domainOf = (cloud: RealCloud, region: string): string => {
  const { usual, own } = SITES[cloud];
  return (Object.hasOwn(own, region) && own[region]) || usual;
};

/** Hosts that the environment names besides the cloud's own. Files cannot: a pull request can change them. */
export interface Trust {
  readonly hosts: readonly TrustedHost[];
  /** Of all services, in place of the cloud's own. */
  readonly domain?: string;
}

interface TrustedHost {
  /** In small letters; of IPv6 in brackets. With a `.` in front, all hosts below it. */
  readonly host: string;
  /** Absent: each. */
  readonly port?: number;
}

/**
 * `HOLDFAST_TRUST_HOSTS`: hosts with commas between them (`api.example.com`, `.example.com` for all below it, `127.0.0.1:8080`), and
 * `HW_CLOUD`: the domain of a cloud.
 * @throws Failure `usage` for one that is none: what is passed over would be missing, or not be what was meant.
 */
export function trustFrom(env: Readonly<Record<string, string | undefined>>): Trust {
  const entries = (env.HOLDFAST_TRUST_HOSTS ?? "").split(",").flatMap((entry) => entry.trim().toLowerCase() || []);
  const domain = env.HW_CLOUD?.trim().toLowerCase();
  if (domain && !isDomain(domain)) {
    throw new Failure("usage", `HW_CLOUD is ${said(domain)}, which is not the domain of a cloud`, {
      hint: "set it to a domain such as myhuaweicloud.com, without scheme, service and region",
    });
  }
  return { hosts: entries.map(trustedHost), ...(domain && { domain }) };
}

function trustedHost(entry: string): TrustedHost {
  const [, below = "", host = "", port] = /^(\.?)(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const isFine = below ? isName(host) && port === undefined : isHost(host) && isPort(port);
  if (isFine) return { host: below + host, ...(port && { port: Number(port) }) };
  throw new Failure("usage", `HOLDFAST_TRUST_HOSTS has ${said(entry)} in it, which is not a host`, {
    hint: "give hosts with commas between them: api.example.com, .example.com, 127.0.0.1:8080, [::1]",
  });
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const NAME = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);

/** Of letters: no number in its last label, which would make it an address of IPv4, in whatever form. */
const isName = (host: string): boolean => NAME.test(host) && !/(^|\.)(\d+|0x[0-9a-f]*)$/.test(host);
/** A single label is a suffix under which anybody gets a name: `com`. */
const isDomain = (host: string): boolean => isName(host) && host.includes(".");
/** A name, or an address in the one form that a URL gives back. */
const isHost = (host: string): boolean =>
  isName(host) ||
  (/^[0-9][0-9.]*$|^\[/.test(host) && URL.canParse(`http://${host}`) && new URL(`http://${host}`).hostname === host);
const isPort = (port: string | undefined): boolean => port === undefined || (Number(port) > 0 && Number(port) < 65_536);

/**
 * An address that may receive credentials. There is no way to make one but `trusted` and `ofEnvironment`, and no way to send
 * a request without one.
 */
export class Endpoint {
  private constructor(
    readonly secure: boolean,
    /** This machine. */
    readonly loopback: boolean,
    /** With the port, when it is not the scheme's own; without the brackets of IPv6 it is `hostname`. */
    readonly host: string,
    readonly hostname: string,
    readonly port: number,
    /** What comes before `/v3`; mostly "". */
    readonly prefix: string,
  ) {}

  /**
   * Addresses come from files that a pull request can change, so credentials go only
   * - over https to the cloud's own hosts: a service in a region, and the global IAM. Which region does not matter, as all of them
   *   are the vendor's, and each has one domain,
   * - over https, and to this machine over http, to what the environment trusts. On this machine, too, any user can listen.
   * A simulated cloud may be on this machine without being named: it gets no credentials of ours there (`isNamed`).
   *
   * A trailing `/` or `/v3` is taken off, because people copy `OS_AUTH_URL` with it.
   * @throws Failure `host-untrusted`
   */
  static trusted(address: string, cloud: CloudName, trust: Trust = NOTHING): Endpoint {
    const endpoint = Endpoint.ofEnvironment(address);
    if (isOwn(endpoint, cloud, trust.domain) || isAmong(endpoint, trust.hosts)) return endpoint;
    const { loopback, hostname, host, port, secure } = endpoint;
    if (loopback && cloud === "simulator") return endpoint;
    // On this machine a port is as good as another user.
    const name = loopback && port === (secure ? 443 : 80) ? `${host}:${port}` : host;
    throw untrusted(
      address,
      loopback
        ? `${name} is a port of this machine, where any user can listen`
        : `${hostname} is not a host of ${cloud}`,
      `Correct the endpoint or, if ${name} may have your credentials, set HOLDFAST_TRUST_HOSTS=${name} in the environment.`,
    );
  }

  /** One that the environment names, as it names the credentials. Unencrypted only within this machine. @throws Failure `host-untrusted` */
  static ofEnvironment(address: string): Endpoint {
    const url = plainUrl(address);
    const secure = url.protocol === "https:";
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const loopback = isLoopback(hostname);
    if (!secure && !loopback) {
      throw untrusted(address, "credentials would travel unencrypted", `Write https://${url.host} instead.`);
    }
    const port = url.port ? Number(url.port) : secure ? 443 : 80;
    const prefix = url.pathname.replace(/\/+$/, "").replace(/\/v3$/, "");
    return new Endpoint(secure, loopback, url.host, hostname, port, prefix);
  }
}

const NOTHING: Trust = { hosts: [] };

/** Whether the environment trusts the host of `address` by name. @throws Failure `host-untrusted` for what is no address */
export const isNamed = (address: string, { hosts }: Trust): boolean => isAmong(Endpoint.ofEnvironment(address), hosts);

const isAmong = ({ hostname, port }: Endpoint, hosts: readonly TrustedHost[]): boolean => {
  const name = hostname.includes(":") ? `[${hostname}]` : hostname;
  return hosts.some(
    (trusted) =>
      (trusted.host.startsWith(".") ? name.endsWith(trusted.host) : name === trusted.host) &&
      (trusted.port === undefined || trusted.port === port),
  );
};

/** What comes first in the host name of the vendor's regions; customers choose names deeper down (`bucket.obs.eu-de.…`). */
const REGION = /^[a-z]{2}-[a-z]+[0-9]*(-[0-9]+)?$/;

function isOwn({ secure, hostname, port }: Endpoint, cloud: CloudName, domain: string | undefined): boolean {
  if (cloud === "simulator" || !secure || port !== 443) return false;
  const [service, region = "", ...rest] = hostname.split(".");
  const { usual, own } = SITES[cloud];
  const isRegional = REGION.test(region) && [domainOf(cloud, region), domain].includes(rest.join("."));
  const isGlobal = [usual, ...Object.values(own), domain].includes([region, ...rest].join("."));
  return (isRegional && ENDPOINTS.some((name) => name === service)) || (isGlobal && service === "iam");
}

/**
 * Only what every reader of URLs understands in the same way. `https://myhuaweicloud.com@evil.com`, `http://0x7f.1`, `\`, escapes
 * and non-ASCII letters are names that one reader takes for a trusted host and another does not.
 */
function plainUrl(address: string): URL {
  const plain = /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::\d{1,5})?(?:\/[a-z0-9._~-]+)*\/?$/i.exec(
    address,
  );
  const url = plain && URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.hostname !== plain?.[1]?.toLowerCase()) {
    throw untrusted(
      address.replace(/\/\/[^/]*@/, "//***@"),
      "it is not a plain address",
      "Write it as https://host, with a port or a path where needed, and nothing else.",
    );
  }
  return url;
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/**
 * Node takes it for: check no certificate, of nobody. Whoever is in between would be the cloud.
 * @throws Failure `host-untrusted`
 */
export function refuseUnchecked(env: Readonly<Record<string, string | undefined>>): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return;
  throw new Failure(
    "host-untrusted",
    "No credentials are sent while NODE_TLS_REJECT_UNAUTHORIZED is 0: no certificate would be checked",
    {
      hint: "Unset NODE_TLS_REJECT_UNAUTHORIZED; if your network inspects TLS, put its CA certificate into a file and set NODE_EXTRA_CA_CERTS to it.",
    },
  );
}

const untrusted = (address: string, why: string, hint: string): Failure =>
  new Failure("host-untrusted", `No credentials are sent to ${printable(address)}: ${why}`, { hint });

/** Of the environment, where a whole URL, with a password, may have been pasted. */
const said = (entry: string): string => JSON.stringify(printable(entry.replace(/^.*@/, "***@")));

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
