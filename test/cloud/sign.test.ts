import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sign } from "../../src/cloud/sign.ts";
// Computed by the vendor's own signer (npm @huaweicloud/huaweicloud-sdk-core 3.1.211) with keys that were never real.
import recorded from "./signing-vectors.json" with { type: "json" };

const at = new Date("2025-10-17T08:30:00Z");
const keys = { access: recorded.credentials.ak, secret: recorded.credentials.sk };
const BODILESS = { method: "GET", body: "", headers: { host: "cbr.eu-de.otc.t-systems.com" } };

test.each(recorded.vectors)("signs as the vendor's signer does: $name", (vector) => {
  const url = new URL(vector.url);
  for (const [name, value] of Object.entries(vector.query)) {
    for (const each of [value].flat()) url.searchParams.append(name, String(each));
  }
  const { "X-Sdk-Date": date, ...headers } = vector.headersBeforeSigning as Record<string, string>;
  const signed = sign(
    {
      method: vector.method,
      path: url.pathname + url.search,
      headers: { ...headers, host: url.host },
      body: vector.body ?? "",
    },
    keys,
    at,
  );
  expect(signed).toEqual({ "x-sdk-date": date, authorization: vector.authorization });
});

test("a path that is already escaped is signed once, unlike by the vendor's Node signer, which escapes the escapes", () => {
  const escaped = sign({ ...BODILESS, path: "/v3/p/policies/%C3%A4" }, keys, at);
  const plain = sign({ ...BODILESS, path: "/v3/p/policies/ä" }, keys, at);
  expect(escaped).toEqual(plain);
});

test("every part of a request is covered by its signature", () => {
  const base = { method: "PUT", path: "/v3/p/policies/1?a=1", headers: { host: "h", "x-project-id": "p" }, body: "{}" };
  const signatures = [
    base,
    { ...base, method: "POST" },
    { ...base, path: "/v3/p/policies/2?a=1" },
    { ...base, path: "/v3/p/policies/1?a=2" },
    { ...base, headers: { ...base.headers, host: "i" } },
    { ...base, headers: { ...base.headers, "x-project-id": "q" } },
    { ...base, body: '{"a":1}' },
  ].map((request) => sign(request, keys, at).authorization);
  signatures.push(
    sign(base, { ...keys, secret: "other" }, at).authorization,
    sign(base, keys, new Date(0)).authorization,
  );
  expect(new Set(signatures).size).toBe(9);
});

test("the secret is not in what is sent", () => {
  const sent = JSON.stringify(sign({ ...BODILESS, path: "/" }, keys, at));
  expect(sent).not.toContain(keys.secret);
  expect(sent).not.toContain(createHash("sha256").update(keys.secret).digest("hex"));
});
