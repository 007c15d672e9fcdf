/**
 * Where each service is, as IAM reports it to OpenStack clients: all at one address here, in any region. Types are the
 * ones that gophertelekomcloud and otcextensions look for; paths end with the project's id, which both understand.
 * Reference: https://docs.openstack.org/api-ref/identity/v3/#get-service-catalog
 */
import { createHash } from "node:crypto";

/** Looked for where a project's name does not say its region. */
const REGIONS = ["eu-de", "eu-nl", "eu-ch2", "eu-west-101", "ap-southeast-1"];

const SERVICES = [
  { type: "cbr", name: "cbr" },
  { type: "dds", name: "dds" },
  { type: "ddsv3", name: "ddsv3" },
];

/** @param base `http://127.0.0.1:PORT`, without a path */
export function catalogOf(base: string, project: { readonly id: string; readonly name: string } | undefined): object[] {
  const identity = entry("identity", "keystone", ["*"], `${base}/v3`);
  if (!project) return [identity];
  // `eu-de`, `eu-de_team`
  const [region = ""] = project.name.split("_");
  const regions = /^[a-z]{2}-[a-z]+\d*(-\d+)?$/.test(region) ? [region] : REGIONS;
  return [identity, ...SERVICES.map(({ type, name }) => entry(type, name, regions, `${base}/v3/${project.id}`))];
}

const entry = (type: string, name: string, regions: readonly string[], url: string): object => ({
  id: idFor(type),
  type,
  name,
  endpoints: regions.map((region) => ({
    id: idFor(`${type} ${region}`),
    interface: "public",
    region,
    region_id: region,
    url,
  })),
});

/** 32 hexadecimal digits. */
const idFor = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** What IAM says of itself to who asks which version it speaks. */
export const versionOf = (base: string): object => ({
  id: "v3.6",
  status: "stable",
  updated: "2016-04-04T00:00:00Z",
  links: [{ rel: "self", href: `${base}/v3/` }],
  "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
});
