/** Where the services of a cloud live, and which hosts may be told who we are. Pure. */
import type { CloudName } from "../policy.ts";
import { Failure } from "../problem.ts";
import type { ServiceName } from "./cloud.ts";

export type Endpoints = Readonly<Record<ServiceName | "iam", string>>;

/**
 * The address of each service, e.g. `https://cbr.eu-de.otc.t-systems.com`.
 * `domain` replaces the cloud's own (`HW_CLOUD`: `myhuaweicloud.com`); `overrides` replace single addresses.
 * Neither is trusted yet: `Endpoint.trusted` decides, where the addresses are used.
 *
 * Sources: https://developer.huaweicloud.com/intl/en-us/endpoint and https://docs.otc.t-systems.com/regions-and-endpoints/
 */
export function endpointsFor(
  where: { readonly cloud: Exclude<CloudName, "simulator">; readonly region: string; readonly domain?: string },
  overrides: Partial<Endpoints> = {},
): Endpoints {
  const domain = where.domain ?? domainOf(where.cloud, where.region);
  const at = (service: ServiceName | "iam") => overrides[service] ?? `https://${service}.${where.region}.${domain}`;
  return { cbr: at("cbr"), dds: at("dds"), iam: at("iam") };
}

function domainOf(cloud: Exclude<CloudName, "simulator">, region: string): string {
  // The Swiss and the European region are sites of their own.
  if (cloud === "otc") return region === "eu-ch2" ? "sc.otc.t-systems.com" : "otc.t-systems.com";
  return region === "eu-west-101" ? "myhuaweicloud.eu" : "myhuaweicloud.com";
}

const OWN_DOMAINS: Readonly<Record<CloudName, readonly string[]>> = {
  huaweicloud: ["myhuaweicloud.com", "myhuaweicloud.eu"],
  otc: ["otc.t-systems.com"],
  simulator: [],
};

/**
 * An address that may receive credentials. There is no way to make one but `trusted`, and no way to send a request
 * without one.
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
   * - over https to the cloud's own domains and to hosts in `trustHosts` (`api.example.com`, or `.example.com` for all below it),
   * - to this machine, over http as well.
   * A trailing `/` or `/v3` is taken off, because people copy `OS_AUTH_URL` with it.
   * @throws Failure `host-untrusted`
   */
  static trusted(address: string, cloud: CloudName, trustHosts: readonly string[] = []): Endpoint {
    const url = plainUrl(address);
    const secure = url.protocol === "https:";
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const loopback = isLoopback(hostname);
    if (!loopback) {
      if (!secure) {
        throw untrusted(address, "credentials would travel unencrypted", `Write https://${url.host} instead.`);
      }
      const own = OWN_DOMAINS[cloud].some((domain) => hostname.endsWith(`.${domain}`));
      const listed = trustHosts.some((host) => {
        const name = host.trim().toLowerCase();
        return name.startsWith(".") ? hostname.endsWith(name) : hostname === name;
      });
      if (!own && !listed) {
        throw untrusted(
          address,
          `${hostname} is not a host of ${cloud}`,
          `Correct the endpoint or, if ${hostname} may have your credentials, set HOLDFAST_TRUST_HOSTS=${hostname} in the environment.`,
        );
      }
    }
    const port = url.port ? Number(url.port) : secure ? 443 : 80;
    return new Endpoint(
      secure,
      loopback,
      url.host,
      hostname,
      port,
      url.pathname.replace(/\/+$/, "").replace(/\/v3$/, ""),
    );
  }
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

const untrusted = (address: string, why: string, hint: string): Failure =>
  new Failure("host-untrusted", `No credentials are sent to ${printable(address)}: ${why}`, { hint });

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
