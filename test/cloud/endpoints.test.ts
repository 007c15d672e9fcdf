import { expect, test } from "vitest";
import { Endpoint, endpointsFor, trustFrom } from "../../src/cloud/endpoints.ts";
import type { CloudName } from "../../src/model/policy.ts";

test.each([
  [{ cloud: "huaweicloud", region: "ap-southeast-1" }, "https://cbr.ap-southeast-1.myhuaweicloud.com"],
  [{ cloud: "huaweicloud", region: "eu-west-101" }, "https://cbr.eu-west-101.myhuaweicloud.eu"],
  [{ cloud: "huaweicloud", region: "r-1", domain: "cloud.example" }, "https://cbr.r-1.cloud.example"],
  [{ cloud: "huaweicloud", region: "constructor" }, "https://cbr.constructor.myhuaweicloud.com"],
  [{ cloud: "otc", region: "eu-de" }, "https://cbr.eu-de.otc.t-systems.com"],
  [{ cloud: "otc", region: "eu-ch2" }, "https://cbr.eu-ch2.sc.otc.t-systems.com"],
] as const)("%j has its services at %s", (where, cbr) => {
  const others = ["dds", "iam", "ecs", "evs"].map((service) => [service, cbr.replace("cbr", service)]);
  expect(endpointsFor(where)).toEqual({ cbr, ...Object.fromEntries(others) });
});

test("each address can be replaced alone", () => {
  const { cbr, dds } = endpointsFor({ cloud: "otc", region: "eu-de" }, { dds: "https://dds.example.com" });
  expect([cbr, dds]).toEqual(["https://cbr.eu-de.otc.t-systems.com", "https://dds.example.com"]);
});

const own = (region: string, cloud: "huaweicloud" | "otc") => Object.values(endpointsFor({ cloud, region }));

/** Whether credentials may go there, for the cloud and the environment's HOLDFAST_TRUST_HOSTS and HW_CLOUD. */
type Case = [may: boolean, url: string, cloud: CloudName, trustHosts?: string, domain?: string];
const mayAll = (urls: readonly string[], cloud: CloudName): Case[] => urls.map((url) => [true, url, cloud]);
const MAY: Case[] = [
  ...mayAll(own("cn-north-4", "huaweicloud"), "huaweicloud"),
  ...mayAll(own("eu-west-101", "huaweicloud"), "huaweicloud"),
  ...mayAll(own("my-kualalumpur-1", "huaweicloud"), "huaweicloud"),
  ...mayAll(own("eu-de", "otc"), "otc"),
  ...mayAll(own("eu-ch2", "otc"), "otc"),
  [true, "https://IAM.myhuaweicloud.com:443/v3/", "huaweicloud"],
  [true, "https://iam.myhuaweicloud.eu", "huaweicloud"],
  [true, "https://iam.otc.t-systems.com", "otc"],
  [true, "https://iam.sc.otc.t-systems.com", "otc"],
  // Names that customers choose, other services, and regions that are none.
  [false, "https://bucket.obs.eu-west-101.myhuaweicloud.eu", "huaweicloud"],
  [false, "https://bucket.obs.eu-de.otc.t-systems.com", "otc"],
  [false, "https://cbr.obs.eu-de.otc.t-systems.com", "otc"],
  [false, "https://iam.obs.myhuaweicloud.com", "huaweicloud"],
  [false, "https://obs.eu-de.otc.t-systems.com", "otc"],
  [false, "https://cbr.myhuaweicloud.com", "huaweicloud"],
  [false, "https://eu-de.otc.t-systems.com", "otc"],
  [false, "https://cbr.eu-de.evil.otc.t-systems.com", "otc"],
  [false, "https://x.cbr.eu-de.otc.t-systems.com", "otc"],
  [false, "https://cbr.eu-de-x.otc.t-systems.com", "otc"],
  [false, "https://cbr.e-de.otc.t-systems.com", "otc"],
  [false, "https://cbr.eu-de.otc.t-systems.com:8443", "otc"],
  // A region has one domain.
  [false, "https://cbr.eu-west-101.myhuaweicloud.com", "huaweicloud"],
  [false, "https://cbr.cn-north-4.myhuaweicloud.eu", "huaweicloud"],
  [false, "https://cbr.eu-ch2.otc.t-systems.com", "otc"],
  [false, "https://cbr.eu-de.sc.otc.t-systems.com", "otc"],
  // Near misses of the cloud's own domains.
  [false, "https://evilmyhuaweicloud.com", "huaweicloud"],
  [false, "https://cbr.cn-north-4.evilmyhuaweicloud.com", "huaweicloud"],
  [false, "https://cbr.cn-north-4.myhuaweicloud.com.evil.com", "huaweicloud"],
  [false, "https://cbr.cn-north-4.myhuaweicloud.co", "huaweicloud"],
  [false, "https://cbr.cn-north-4.myhuaweicloud.com.", "huaweicloud"],
  [false, "https://cbr.cn-north-4.myhuaweicloud.com", "otc"],
  [false, "https://cbr.eu-de.otc.t-systems.com", "huaweicloud"],
  [false, "https://cbr.cn-north-4.myhuaweicloud.com", "simulator"],
  [false, "https://t-systems.com", "otc"],
  // What one reader of URLs takes for another host than the next does.
  [false, "https://iam.myhuaweicloud.com@evil.com", "huaweicloud"],
  [false, "https://user:pw@iam.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil.com\\.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil.com#.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil.com?.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil.com/.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil.com%2f.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil.com\n.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil.com\t.myhuaweicloud.com", "huaweicloud"],
  [false, "https://evil。com", "huaweicloud", ".com"],
  [false, " https://iam.myhuaweicloud.com", "huaweicloud"],
  [false, "https:iam.myhuaweicloud.com", "huaweicloud"],
  [false, "https:///iam.myhuaweicloud.com", "huaweicloud"],
  [false, "ftp://iam.myhuaweicloud.com", "huaweicloud"],
  [false, "file:///etc/passwd", "huaweicloud"],
  [false, "iam.myhuaweicloud.com", "huaweicloud"],
  [false, "", "huaweicloud"],
  [false, "https://iam.myhuaweicloud.com:99999", "huaweicloud"],
  [false, "https://iam..myhuaweicloud.com", "huaweicloud"],
  [false, "https://.myhuaweicloud.com", "huaweicloud"],
  // Unencrypted only within this machine.
  [false, "http://cbr.eu-de.otc.t-systems.com", "otc"],
  [false, "http://api.example.com", "huaweicloud", "api.example.com"],
  [false, "http://10.0.0.1", "huaweicloud", "10.0.0.1"],
  // This machine belongs to others as well; only a simulated cloud, which gets nothing of ours, may be there.
  [false, "http://127.0.0.1:8080", "huaweicloud"],
  [false, "https://localhost:8443", "otc"],
  [false, "http://[::1]:8080", "otc"],
  [true, "http://127.0.0.1:8080", "simulator"],
  [true, "http://[::1]:8080", "simulator"],
  [true, "http://localhost:8080/simulated", "simulator"],
  [true, "https://localhost", "simulator"],
  [true, "http://127.0.0.1:8080", "huaweicloud", "127.0.0.1:8080"],
  [true, "http://127.0.0.1:8080", "huaweicloud", "127.0.0.1"],
  [true, "http://127.0.0.1:1", "otc", "127.0.0.1"],
  [true, "http://localhost:8080", "otc", "localhost"],
  [true, "https://localhost", "otc", "localhost:443"],
  [true, "http://127.0.0.1", "otc", "127.0.0.1:80"],
  [true, "http://[::1]:8080", "otc", "[::1]"],
  [true, "http://[::1]:8080", "otc", "[::1]:8080"],
  [false, "http://127.0.0.1:8081", "huaweicloud", "127.0.0.1:8080"],
  [false, "http://127.0.0.2:8080", "huaweicloud", "127.0.0.1"],
  [false, "http://localhost:8080", "huaweicloud", "127.0.0.1"],
  [false, "http://[::1]:8080", "huaweicloud", "127.0.0.1,[::1]:80"],
  ...[
    "127.0.0.1.evil.com",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "128.0.0.1",
    "0.0.0.0",
    "10.127.0.0.1",
    "169.254.169.254",
    "[::ffff:127.0.0.1]",
    "localhost.evil.com",
    "evil-localhost",
    "localhost:80@evil.com",
  ].flatMap((host): Case[] => [
    [false, `http://${host}`, "huaweicloud", "127.0.0.1,localhost"],
    [false, `http://${host}`, "simulator"],
  ]),
  // What the environment adds.
  [true, "https://api.example.com", "huaweicloud", "other,api.example.com"],
  [true, "https://api.example.com:8443", "huaweicloud", " API.example.com ,"],
  [true, "https://api.example.com:8443", "huaweicloud", "api.example.com:8443"],
  [true, "https://a.b.example.com:8443/x", "otc", ".example.com"],
  [true, "https://10.0.0.1", "otc", "10.0.0.1"],
  [true, "https://cbr.eu-west-101.myhuaweicloud.com", "huaweicloud", "cbr.eu-west-101.myhuaweicloud.com"],
  [false, "https://api.example.com", "huaweicloud", "api.example.com:8443"],
  [false, "https://example.com", "otc", ".example.com"],
  [false, "https://evilexample.com", "otc", ".example.com"],
  [false, "https://evil.api.example.com", "otc", "api.example.com"],
  [false, "https://api.example.com.evil.com", "otc", "api.example.com"],
  // Another domain for all services, and no more than those.
  [true, "https://cbr.eu-west-0.cloud.example.com", "huaweicloud", "", "cloud.example.com"],
  [true, "https://iam.cloud.example.com", "huaweicloud", "", "Cloud.Example.com"],
  [true, "https://cbr.eu-west-101.myhuaweicloud.com", "huaweicloud", "", "myhuaweicloud.com"],
  [true, "https://cbr.eu-west-101.myhuaweicloud.eu", "huaweicloud", "", "myhuaweicloud.com"],
  [false, "https://cbr.obs.cloud.example.com", "huaweicloud", "", "cloud.example.com"],
  [false, "https://bucket.obs.eu-west-0.cloud.example.com", "huaweicloud", "", "cloud.example.com"],
  [false, "https://cloud.example.com", "huaweicloud", "", "cloud.example.com"],
  [false, "https://iam.cloud.example.com", "simulator", "", "cloud.example.com"],
  [false, "https://cbr.eu-west-0.", "huaweicloud"],
];

test.each(MAY)(
  "%s: credentials may go to %j of %s, with %j trusted and %j for its domain",
  (may, url, cloud, ...env) => {
    const [HOLDFAST_TRUST_HOSTS, HW_CLOUD] = env;
    const asked = () => Endpoint.trusted(url, cloud, trustFrom({ HOLDFAST_TRUST_HOSTS, HW_CLOUD }));
    if (may) expect(asked()).toBeInstanceOf(Endpoint);
    else expect(asked).toThrow(expect.objectContaining({ code: "host-untrusted" }));
  },
);

test("a region from a file cannot lead elsewhere", () => {
  for (const region of ["obs", "bucket.obs", "evil.com/", "x@evil.com#", "evil.com\\", "evil.com?", "evil.com:443/"]) {
    for (const url of [...own(region, "huaweicloud"), ...own(region, "otc")]) {
      for (const cloud of ["huaweicloud", "otc"] as const)
        expect(() => Endpoint.trusted(url, cloud), url).toThrow(expect.objectContaining({ code: "host-untrusted" }));
    }
  }
});

test.each([
  "https://api.example.com",
  "api.example.com/v3",
  "*",
  "*.example.com",
  ".",
  "..example.com",
  "api..example.com",
  "api.example.com.",
  "api_example.com",
  "a b",
  "api.example.com:",
  "api.example.com:0",
  "api.example.com:65536",
  "api.example.com:https",
  ".example.com:8443",
  ".127.0.0.1",
  "127.1",
  "0x7f.0.0.1",
  "2130706433",
  "127.0.0.1.2",
  "::1",
  "[::1",
  "[0:0:0:0:0:0:0:1]",
  "münchen.example",
  "-a.example.com",
])("%j among the trusted hosts is refused, whatever else is there", (entry) => {
  expect(() => trustFrom({ HOLDFAST_TRUST_HOSTS: `api.example.com,${entry}` })).toThrow(
    expect.objectContaining({ code: "usage", message: expect.stringMatching(/^HOLDFAST_TRUST_HOSTS contains .*/) }),
  );
});

test.each([
  "com",
  "https://example.com",
  "example.com/",
  "example.com:443",
  ".example.com",
  "*.example.com",
  "127.0.0.1",
  "a b.c",
])("%j is no domain of a cloud", (domain) => {
  expect(() => trustFrom({ HW_CLOUD: domain })).toThrow(
    expect.objectContaining({ code: "usage", message: expect.stringMatching(/^HW_CLOUD is /) }),
  );
});

test("nothing is trusted that is not said", () => {
  expect(trustFrom({ HOLDFAST_TRUST_HOSTS: "", HW_CLOUD: "" })).toEqual({ hosts: [] });
  expect(trustFrom({ HOLDFAST_TRUST_HOSTS: " , " })).toEqual({ hosts: [] });
});

test("a password that was pasted into the environment is not shown", () => {
  for (const env of [
    { HOLDFAST_TRUST_HOSTS: "https://me:canary@a.example" },
    { HW_CLOUD: "https://me:canary@a.example" },
  ])
    expect(() => trustFrom(env)).toThrow(/^((?!canary).)*$/);
});

test("the refusal names the way out, and not the password somebody wrote into the address", () => {
  expect(() => Endpoint.trusted("https://cbr.example.com", "otc")).toThrow(
    expect.objectContaining({
      message: "no credentials are sent to https://cbr.example.com: cbr.example.com is not a host of otc",
      hint: "correct the endpoint or, if cbr.example.com may receive your credentials, set HOLDFAST_TRUST_HOSTS=cbr.example.com in the environment",
    }),
  );
  expect(() => Endpoint.trusted("https://user:canary@cbr.example.com", "otc")).toThrow(/^((?!canary).)*$/);
});

test.each([
  ["http://127.0.0.1:8080/v3", "127.0.0.1:8080"],
  ["http://localhost", "localhost:80"],
  ["https://localhost", "localhost:443"],
  ["http://[::1]:9", "[::1]:9"],
  ["https://api.example.com:8443", "api.example.com:8443"],
  ["https://cbr.eu-west-101.myhuaweicloud.com", "cbr.eu-west-101.myhuaweicloud.com"],
])("the refusal of %s says what to set: HOLDFAST_TRUST_HOSTS=%s, which is enough", (url, entry) => {
  expect(() => Endpoint.trusted(url, "huaweicloud")).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining(` set HOLDFAST_TRUST_HOSTS=${entry} in the environment`),
    }),
  );
  expect(Endpoint.trusted(url, "huaweicloud", trustFrom({ HOLDFAST_TRUST_HOSTS: entry }))).toBeInstanceOf(Endpoint);
});

test.each([
  [true, "https://github.example.com/api/v3"],
  [true, "http://127.0.0.1:8080"],
  [false, "http://github.example.com/api/v3"],
  [false, "https://me:canary@github.example.com"],
])("%s: what the environment names as GitHub may be %s", (may, url) => {
  if (may) expect(Endpoint.ofEnvironment(url)).toBeInstanceOf(Endpoint);
  else expect(() => Endpoint.ofEnvironment(url)).toThrow(expect.objectContaining({ code: "host-untrusted" }));
});

test.each([
  ["https://iam.eu-de.otc.t-systems.com/v3", ""],
  ["https://iam.eu-de.otc.t-systems.com/", ""],
  ["https://iam.eu-de.otc.t-systems.com/simulated/v3/", "/simulated"],
])("%s is an address whose paths begin with %j", (url, prefix) => {
  expect(Endpoint.trusted(url, "otc").prefix).toBe(prefix);
});
