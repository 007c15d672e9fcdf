/** The addresses of a cloud's services, and the hosts that may receive credentials. Pure. */
import { ENDPOINTS, type EndpointName } from "../generated/facts.ts";
import type { Env } from "../model/env.ts";
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
 * Neither is trusted yet: `Endpoint.trusted` decides when the addresses are used.
 *
 * Sources: https://developer.huaweicloud.com/intl/en-us/endpoint and
 * https://docs.otc.t-systems.com/regions-and-endpoints/
 */
export function endpointsFor(
  where: { readonly cloud: RealCloud; readonly region: string; readonly domain?: string | undefined },
  overrides: Partial<Endpoints> = {},
): Endpoints {
  const domain = where.domain ?? domainOf(where.cloud, where.region);
  return eachEndpoint((service) => overrides[service] ?? `https://${service}.${where.region}.${domain}`);
}

// The Swiss and the European region are sites of their own. The vendor's SDKs do not agree on CBR in eu-west-101, and
// also look for it below .com. Here a region has one domain, which HW_CLOUD can replace.
const SITES: Readonly<Record<RealCloud, { readonly usual: string; readonly own: Readonly<Record<string, string>> }>> = {
  huaweicloud: { usual: "myhuaweicloud.com", own: { "eu-west-101": "myhuaweicloud.eu" } },
  otc: { usual: "otc.t-systems.com", own: { "eu-ch2": "sc.otc.t-systems.com" } },
};

const domainOf = (cloud: RealCloud, region: string): string => {
  const { usual, own } = SITES[cloud];
  return (Object.hasOwn(own, region) && own[region]) || usual;
};

/**
 * Hosts that the environment names in addition to the cloud's own. Files cannot name any: a pull request can change
 * them.
 */
export interface Trust {
  readonly hosts: readonly TrustedHost[];
  /** The domain of all services, in place of the cloud's own. */
  readonly domain?: string;
}

interface TrustedHost {
  /** Lower case; IPv6 in brackets. With a leading `.`, all hosts below it. */
  readonly host: string;
  /** Absent: any port. */
  readonly port?: number;
}

/**
 * `HOLDFAST_TRUST_HOSTS`: comma-separated hosts (`api.example.com`, `.example.com` for all below it, `127.0.0.1:8080`),
 * and `HW_CLOUD`: the domain of a cloud.
 * @throws Failure `usage` for an invalid one: ignoring it would drop a host that was meant to be trusted.
 */
export function trustFrom(env: Env): Trust {
  const entries = (env.HOLDFAST_TRUST_HOSTS ?? "").split(",").flatMap((entry) => entry.trim().toLowerCase() || []);
  const domain = env.HW_CLOUD?.trim().toLowerCase();
  if (domain && !isDomain(domain)) {
    throw new Failure("usage", `HW_CLOUD is ${shownEntry(domain)}, which is not the domain of a cloud`, {
      hint: "set it to a domain such as myhuaweicloud.com, without scheme, service and region",
    });
  }
  return { hosts: entries.map(trustedHost), ...(domain && { domain }) };
}

function trustedHost(entry: string): TrustedHost {
  const [, below = "", host = "", port] = /^(\.?)(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const isFine = below ? isHostName(host) && port === undefined : isHost(host) && isPort(port);
  if (isFine) return { host: below + host, ...(port && { port: Number(port) }) };
  throw new Failure("usage", `HOLDFAST_TRUST_HOSTS contains ${shownEntry(entry)}, which is not a host`, {
    hint: "give comma-separated hosts: api.example.com, .example.com, 127.0.0.1:8080, [::1]",
  });
}

const HOST_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST_NAME = new RegExp(`^(?:${HOST_LABEL}\\.)*${HOST_LABEL}$`);

/** A host name. Its last label is not a number, which would make it an IPv4 address in one of its forms. */
const isHostName = (host: string): boolean => HOST_NAME.test(host) && !/(^|\.)(\d+|0x[0-9a-f]*)$/.test(host);
/** A single label is a suffix under which anyone can register a name: `com`. */
const isDomain = (host: string): boolean => isHostName(host) && host.includes(".");
/** A name, or an address in the canonical form of a URL. */
const isHost = (host: string): boolean =>
  isHostName(host) ||
  (/^[0-9][0-9.]*$|^\[/.test(host) && URL.canParse(`http://${host}`) && new URL(`http://${host}`).hostname === host);
const isPort = (port: string | undefined): boolean => port === undefined || (Number(port) > 0 && Number(port) < 65_536);

/**
 * An address that may receive credentials. Only `trusted` and `ofEnvironment` make one, and no request is sent without
 * one.
 */
export class Endpoint {
  private constructor(
    readonly secure: boolean,
    /** This machine. */
    readonly loopback: boolean,
    /** With the port, unless it is the scheme's default. */
    readonly host: string,
    /** Without the port, and without the brackets of IPv6. */
    readonly hostname: string,
    readonly port: number,
    /** The path before `/v3`; usually "". */
    readonly prefix: string,
  ) {}

  /**
   * Addresses come from files that a pull request can change, so credentials go only
   * - over https to the cloud's own hosts: a service in any region, and the global IAM. All regions are the vendor's,
   *   and each
   *   has one domain,
   * - over https, and to this machine over http, to hosts that the environment trusts. This includes hosts on this
   *   machine,
   *   where any user can listen.
   * A simulated cloud may be on this machine without being named: it gets none of our credentials there (`isNamed`).
   *
   * A trailing `/` or `/v3` is removed, because people copy it from `OS_AUTH_URL`.
   * @throws Failure `host-untrusted`
   */
  static trusted(address: string, cloud: CloudName, trust: Trust = NO_TRUST): Endpoint {
    const endpoint = Endpoint.ofEnvironment(address);
    if (isOwn(endpoint, cloud, trust.domain) || isAmong(endpoint, trust.hosts)) return endpoint;
    const { loopback, hostname, host, port, secure } = endpoint;
    if (loopback && cloud === "simulator") return endpoint;
    // On this machine another port may belong to another user.
    const name = loopback && port === (secure ? 443 : 80) ? `${host}:${port}` : host;
    throw untrusted(
      address,
      loopback
        ? `${name} is a port of this machine, on which any user can listen`
        : `${hostname} is not a host of ${cloud}`,
      `correct the endpoint or, if ${name} may receive your credentials, set HOLDFAST_TRUST_HOSTS=${name} in the environment`,
    );
  }

  /**
   * An address from the environment, which is as trusted as the credentials from there. Unencrypted only to this
   * machine.
   * @throws Failure `host-untrusted`
   */
  static ofEnvironment(address: string): Endpoint {
    const url = plainUrl(address);
    const secure = url.protocol === "https:";
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const loopback = isLoopback(hostname);
    if (!secure && !loopback) {
      throw untrusted(address, "credentials would travel unencrypted", `write https://${url.host} instead`);
    }
    const port = url.port ? Number(url.port) : secure ? 443 : 80;
    const prefix = url.pathname.replace(/\/+$/, "").replace(/\/v3$/, "");
    return new Endpoint(secure, loopback, url.host, hostname, port, prefix);
  }
}

const NO_TRUST: Trust = { hosts: [] };

/**
 * Whether the environment trusts the host of `address` by name.
 * @throws Failure `host-untrusted` for an invalid address
 */
export const isNamed = (address: string, { hosts }: Trust): boolean => isAmong(Endpoint.ofEnvironment(address), hosts);

const isAmong = ({ hostname, port }: Endpoint, hosts: readonly TrustedHost[]): boolean => {
  const name = hostname.includes(":") ? `[${hostname}]` : hostname;
  return hosts.some(
    (trusted) =>
      (trusted.host.startsWith(".") ? name.endsWith(trusted.host) : name === trusted.host) &&
      (trusted.port === undefined || trusted.port === port),
  );
};

/**
 * A region as the vendor's host names have it; names that customers choose come further left (`bucket.obs.eu-de.…`).
 */
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
 * Accepts only what all URL parsers read alike. With `https://myhuaweicloud.com@evil.com`, `http://0x7f.1`, `\`,
 * escapes and non-ASCII letters, one parser finds a trusted host where another does not.
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
      "write it as https://host, with a port or a path if needed, and nothing else",
    );
  }
  return url;
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/**
 * With this setting Node checks no certificate at all, so anyone on the network could act as the cloud.
 * @throws Failure `host-untrusted`
 */
export function assertTlsVerified(env: Env): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return;
  throw new Failure(
    "host-untrusted",
    "no credentials are sent while NODE_TLS_REJECT_UNAUTHORIZED is 0, which turns the check of certificates off",
    {
      hint: "unset NODE_TLS_REJECT_UNAUTHORIZED; if your network inspects TLS, set NODE_EXTRA_CA_CERTS to a file with its CA certificate",
    },
  );
}

const untrusted = (address: string, why: string, hint: string): Failure =>
  new Failure("host-untrusted", `no credentials are sent to ${shownAddress(address)}: ${why}`, { hint });

/** A value of the environment, in which a URL with a password may have been pasted. */
const shownEntry = (entry: string): string => JSON.stringify(shownAddress(entry.replace(/^.*@/, "***@")));

const shownAddress = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
