import { expect, test } from "vitest";
import { Endpoint, endpointsFor } from "../../src/cloud/endpoints.ts";
import type { CloudName } from "../../src/policy.ts";

test.each([
  [{ cloud: "huaweicloud", region: "ap-southeast-1" }, "https://cbr.ap-southeast-1.myhuaweicloud.com"],
  [{ cloud: "huaweicloud", region: "eu-west-101" }, "https://cbr.eu-west-101.myhuaweicloud.eu"],
  [{ cloud: "huaweicloud", region: "r-1", domain: "cloud.example" }, "https://cbr.r-1.cloud.example"],
  [{ cloud: "otc", region: "eu-de" }, "https://cbr.eu-de.otc.t-systems.com"],
  [{ cloud: "otc", region: "eu-ch2" }, "https://cbr.eu-ch2.sc.otc.t-systems.com"],
] as const)("%j has its services at %s", (where, cbr) => {
  expect(endpointsFor(where)).toEqual({ cbr, dds: cbr.replace("cbr", "dds"), iam: cbr.replace("cbr", "iam") });
});

test("each address can be replaced alone", () => {
  const { cbr, dds } = endpointsFor({ cloud: "otc", region: "eu-de" }, { dds: "https://dds.example.com" });
  expect([cbr, dds]).toEqual(["https://cbr.eu-de.otc.t-systems.com", "https://dds.example.com"]);
});

const own = (region: string, cloud: "huaweicloud" | "otc") => Object.values(endpointsFor({ cloud, region }));

/** Whether credentials may go there, for the cloud and the hosts in HOLDFAST_TRUST_HOSTS. */
const MAY: [boolean, string, CloudName, string[]][] = [
  ...own("cn-north-4", "huaweicloud").map((url): [boolean, string, CloudName, string[]] => [
    true,
    url,
    "huaweicloud",
    [],
  ]),
  ...own("eu-west-101", "huaweicloud").map((url): [boolean, string, CloudName, string[]] => [
    true,
    url,
    "huaweicloud",
    [],
  ]),
  ...own("eu-ch2", "otc").map((url): [boolean, string, CloudName, string[]] => [true, url, "otc", []]),
  [true, "https://IAM.myhuaweicloud.com:443/v3/", "huaweicloud", []],
  // Near misses of the cloud's own domains.
  [false, "https://evilmyhuaweicloud.com", "huaweicloud", []],
  [false, "https://cbr.evilmyhuaweicloud.com", "huaweicloud", []],
  [false, "https://cbr.myhuaweicloud.com.evil.com", "huaweicloud", []],
  [false, "https://cbr.myhuaweicloud.co", "huaweicloud", []],
  [false, "https://cbr.myhuaweicloud.com.", "huaweicloud", []],
  [false, "https://cbr.myhuaweicloud.com", "otc", []],
  [false, "https://cbr.eu-de.otc.t-systems.com", "huaweicloud", []],
  [false, "https://cbr.myhuaweicloud.com", "simulator", []],
  [false, "https://t-systems.com", "otc", []],
  // What one reader of URLs takes for another host than the next does.
  [false, "https://cbr.myhuaweicloud.com@evil.com", "huaweicloud", []],
  [false, "https://user:pw@cbr.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil.com\\.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil.com#.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil.com?.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil.com/.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil.com%2f.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil.com\n.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil.com\t.myhuaweicloud.com", "huaweicloud", []],
  [false, "https://evil。com", "huaweicloud", [".com"]],
  [false, " https://cbr.myhuaweicloud.com", "huaweicloud", []],
  [false, "https:cbr.myhuaweicloud.com", "huaweicloud", []],
  [false, "https:///cbr.myhuaweicloud.com", "huaweicloud", []],
  [false, "ftp://cbr.myhuaweicloud.com", "huaweicloud", []],
  [false, "file:///etc/passwd", "huaweicloud", []],
  [false, "cbr.myhuaweicloud.com", "huaweicloud", []],
  [false, "", "huaweicloud", []],
  [false, "https://cbr.myhuaweicloud.com:99999", "huaweicloud", []],
  [false, "https://cbr..myhuaweicloud.com", "huaweicloud", []],
  [false, "https://.myhuaweicloud.com", "huaweicloud", []],
  // Unencrypted only within this machine.
  [false, "http://cbr.myhuaweicloud.com", "huaweicloud", []],
  [false, "http://api.example.com", "huaweicloud", ["api.example.com"]],
  [true, "http://127.0.0.1:8080", "huaweicloud", []],
  [true, "http://127.1.2.3", "otc", []],
  [true, "http://[::1]:8080", "simulator", []],
  [true, "http://localhost:8080/simulated", "simulator", []],
  [true, "https://localhost", "simulator", []],
  [false, "http://127.0.0.1.evil.com", "huaweicloud", []],
  [false, "http://127.1", "huaweicloud", []],
  [false, "http://0x7f000001", "huaweicloud", []],
  [false, "http://2130706433", "huaweicloud", []],
  [false, "http://0177.0.0.1", "huaweicloud", []],
  [false, "http://128.0.0.1", "huaweicloud", []],
  [false, "http://0.0.0.0", "huaweicloud", []],
  [false, "http://10.127.0.0.1", "huaweicloud", []],
  [false, "http://169.254.169.254", "huaweicloud", []],
  [false, "http://[::ffff:127.0.0.1]", "huaweicloud", []],
  [false, "http://localhost.evil.com", "huaweicloud", []],
  [false, "http://evil-localhost", "huaweicloud", []],
  [false, "http://localhost:80@evil.com", "huaweicloud", []],
  // What the environment adds.
  [true, "https://api.example.com", "huaweicloud", ["other", "api.example.com"]],
  [true, "https://api.example.com", "huaweicloud", [" API.example.com "]],
  [true, "https://a.b.example.com:8443/x", "otc", [".example.com"]],
  [false, "https://example.com", "otc", [".example.com"]],
  [false, "https://evilexample.com", "otc", [".example.com"]],
  [false, "https://evil.api.example.com", "otc", ["api.example.com"]],
  [false, "https://api.example.com.evil.com", "otc", ["api.example.com"]],
  [false, "https://evil.com", "otc", ["", ".", "*", "https://evil.com"]],
];

test.each(MAY)("%s: credentials may go to %j of %s, with %j trusted", (may, url, cloud, trustHosts) => {
  const asked = () => Endpoint.trusted(url, cloud, trustHosts);
  if (may) expect(asked()).toBeInstanceOf(Endpoint);
  else expect(asked).toThrow(expect.objectContaining({ code: "host-untrusted" }));
});

test("a region from a file cannot lead elsewhere", () => {
  for (const region of ["evil.com/", "x@evil.com#", "evil.com\\", "evil.com?", "evil.com:443/"]) {
    for (const url of own(region, "huaweicloud")) {
      expect(() => Endpoint.trusted(url, "huaweicloud"), url).toThrow(
        expect.objectContaining({ code: "host-untrusted" }),
      );
    }
  }
});

test("the refusal names the way out, and not the password somebody wrote into the address", () => {
  expect(() => Endpoint.trusted("https://cbr.example.com", "otc")).toThrow(
    expect.objectContaining({
      message: "No credentials are sent to https://cbr.example.com: cbr.example.com is not a host of otc",
      hint: "Correct the endpoint or, if cbr.example.com may have your credentials, set HOLDFAST_TRUST_HOSTS=cbr.example.com in the environment.",
    }),
  );
  expect(() => Endpoint.trusted("https://user:canary@cbr.example.com", "otc")).toThrow(/^((?!canary).)*$/);
});

test.each([
  ["https://iam.eu-de.otc.t-systems.com/v3", ""],
  ["https://iam.eu-de.otc.t-systems.com/", ""],
  ["https://localhost/simulated/v3/", "/simulated"],
])("%s is an address whose paths begin with %j", (url, prefix) => {
  expect(Endpoint.trusted(url, "otc").prefix).toBe(prefix);
});
