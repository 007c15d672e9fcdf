/** What the client makes of answers: only the service's own words, about the thing that was asked for, count. */
import { describe, expect, test } from "vitest";
import type { Cloud } from "../../src/cloud/cloud.ts";
import { api as cbr } from "../../src/kinds/cbr/api.ts";
import { isFailure } from "../../src/model/problem.ts";
import { type Behaviour, client, json, serve, text } from "../cloud/server.ts";

const SPEC = {
  enabled: true,
  operation_definition: { retention_duration_days: 7 },
  trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"] } },
};
const policy = (id: string, name = "nightly") => ({ id, name, operation_type: "backup", ...SPEC });

async function ask<T>(what: (cloud: Cloud) => Promise<T>, ...behaviours: Behaviour[]) {
  const { url, arrived } = await serve(...behaviours);
  const answer = await what(client(url).cloud).catch((error) => {
    if (!isFailure(error)) throw error;
    return error.code;
  });
  return { answer, asked: arrived.length };
}

const GONE = json(404, { error_code: "BackupService.6000", error_msg: "The policy does not exist." });
/** 404 of others than the service, or about other things. */
const FOREIGN: [string, Behaviour, string][] = [
  ["of a gateway without a route", json(404, { message: "no Route matched with those values" }), "cloud-refused"],
  ["of the API gateway", json(404, { error_code: "APIGW.0101", error_msg: "not found" }), "cloud-refused"],
  ["about a project", json(404, { itemNotFound: { code: 404, message: "no such project" } }), "cloud-refused"],
  ["of a web server", text(404, "<html>Not Found</html>"), "cloud-unexpected"],
  ["without a body", text(404, ""), "cloud-unexpected"],
  ["about a vault", json(404, { error_code: "BackupService.6105", error_msg: "no vault" }), "cloud-not-found"],
];

describe("a policy is gone when the service says so of a policy", () => {
  const remove = (cloud: Cloud) => cbr.remove(cloud, "1");
  const find = (cloud: Cloud) => cbr.find(cloud, "1");

  test("and only then", async () => {
    expect([await ask(remove, GONE), await ask(find, GONE)]).toEqual([
      { answer: undefined, asked: 1 },
      { answer: undefined, asked: 1 },
    ]);
  });

  test.each(FOREIGN)("not for a 404 %s", async (_, behaviour, code) => {
    expect([await ask(remove, behaviour), await ask(find, behaviour)]).toEqual([
      { answer: code, asked: 1 },
      { answer: code, asked: 1 },
    ]);
  });

  test("and not when the answer is about another policy", async () => {
    expect((await ask(find, json(200, { policy: policy("2") }))).answer).toBe("cloud-unexpected");
  });
});

describe("a vault is free when the service says so of the vault, the policy or the bond", () => {
  const unbind = (cloud: Cloud) => cbr.unbind?.(cloud, "1", "v") ?? Promise.reject();
  test.each(["6000", "6002", "6105"])("BackupService.%s", async (code) => {
    expect((await ask(unbind, json(404, { error_code: `BackupService.${code}`, error_msg: "m" }))).answer).toBe(
      undefined,
    );
  });
  test.each(FOREIGN.slice(0, -1))("not for a 404 %s", async (_, behaviour, code) => {
    expect((await ask(unbind, behaviour)).answer).toBe(code);
  });
});

describe("success is the documented answer, about what was asked for; what became of anything else has to be looked up", () => {
  const create = (cloud: Cloud) => cbr.create(cloud, "BackupPolicy", "nightly", SPEC);
  const update = (cloud: Cloud) => cbr.update(cloud, "1", "nightly", SPEC, undefined).then(() => "done");
  const remove = (cloud: Cloud) => cbr.remove(cloud, "1").then(() => "done");
  const bind = (cloud: Cloud) => cbr.bind?.(cloud, "1", { vault_id: "v" }).then(() => "done") ?? Promise.reject();
  const unanswered = "cloud-unanswered";
  test.each<[string, (cloud: Cloud) => Promise<unknown>, Behaviour, string]>([
    ["a create", create, json(200, { policy: policy("9") }), "9"],
    ["a create with 201", create, json(201, { policy: policy("9") }), unanswered],
    ["a create with 202 and nothing", create, json(202, {}), unanswered],
    ["a create with an empty body", create, text(200, ""), unanswered],
    ["a create without an id", create, json(200, { policy: { ...policy("9"), id: null } }), unanswered],
    ["a create with another's name", create, json(200, { policy: policy("9", "weekly") }), unanswered],
    [
      "a create of another type",
      create,
      json(200, { policy: { ...policy("9"), operation_type: "replication" } }),
      unanswered,
    ],
    ["an update", update, json(200, { policy: policy("1") }), "done"],
    ["an update of another policy", update, json(200, { policy: policy("2") }), unanswered],
    ["an update with 202 and nothing", update, json(202, {}), unanswered],
    ["a delete", remove, text(204, ""), "done"],
    ["a delete with 200 and {}", remove, json(200, {}), unanswered],
    ["a delete with 202", remove, text(202, ""), unanswered],
    ["a binding", bind, json(200, { associate_policy: { vault_id: "v", policy_id: "1" } }), "done"],
    [
      "a binding of another vault",
      bind,
      json(200, { associate_policy: { vault_id: "w", policy_id: "1" } }),
      unanswered,
    ],
    ["a binding with nothing", bind, json(200, {}), unanswered],
  ])("%s", async (_, what, behaviour, outcome) => {
    expect((await ask(what, behaviour)).answer).toBe(outcome);
  });
});

describe("a list", () => {
  const list = (cloud: Cloud) => cbr.list(cloud).then((found) => found.map(({ id }) => id).join());
  const page = (ids: string, more: object = {}): Behaviour =>
    json(200, {
      policies: ids
        .split(",")
        .filter(Boolean)
        .map((id) => policy(id)),
      ...more,
    });
  const refusal = json(400, { error_code: "BackupService.9900", error_msg: "invalid key offset" });
  test.each<[string, Behaviour[], string, number]>([
    ["that is whole", [page("1,2", { count: 2, limit: 1000, offset: 0 })], "1,2", 1],
    ["that is empty", [page("", { count: 0 })], "", 1],
    ["that does not count", [page("1,2")], "1,2", 1],
    ["that has one twice", [page("1,2,1", { count: 3, limit: 1000 })], "1,2", 1],
    [
      "of several pages",
      [page("1,2", { limit: 2 }), page("3,4", { limit: 2 }), page("5", { limit: 2 })],
      "1,2,3,4,5",
      3,
    ],
    ["whose last page is full", [page("1,2", { limit: 2 }), page("", { limit: 2 })], "1,2", 2],
    [
      "whose pages shift while they are read",
      [page("1,2", { limit: 2 }), page("2,3", { limit: 2 }), page("", {})],
      "1,2,3",
      3,
    ],
    ["that counts ten and has one, and says how long a page is", [page("1", { count: 10, limit: 1000 })], "1", 1],
    ["that counts ten and has one, whatever the offset", [page("1", { count: 10 })], "1", 2],
    [
      "that counts more than a page without saying how long one is",
      [page("1,2", { count: 3 }), page("3", { count: 3 })],
      "1,2,3",
      2,
    ],
    ["that counts too many and refuses an offset", [page("1", { count: 10 }), refusal], "1", 2],
    [
      "whose full page is not the last, and which refuses an offset",
      [page("1,2", { limit: 2 }), refusal],
      "cloud-refused",
      2,
    ],
    ["that ignores the offset", [page("1,2", { limit: 2 })], "1,2", 2],
    ["that has no policies", [json(200, {})], "cloud-unexpected", 1],
  ])("%s", async (_, behaviours, ids, times) => {
    expect(await ask(list, ...behaviours)).toEqual({ answer: ids, asked: times });
  });

  test("that never ends is given up", async () => {
    let next = 0;
    const { answer, asked } = await ask(list, (request, response) => {
      next += 50;
      const ids = Array.from({ length: 50 }, (_, index) => String(next + index));
      page(ids.join(","), { limit: 50 })(request, response);
    });
    expect([answer, asked]).toEqual(["cloud-unexpected", 20]);
  });
});

describe("what is not limited is said to be so", () => {
  const none = { max_backups: -1, retention_duration_days: -1 };
  const days = { retention_duration_days: 30 };
  const count = { max_backups: 5 };
  const counters = { day_backups: 7, timezone: "UTC+08:00" };
  test.each<[string, Record<string, number | string>, object, object]>([
    ["nothing", {}, none, none],
    ["one of the two, as not set", { max_backups: -1 }, none, none],
    ["an age", days, days, { max_backups: -1, ...days }],
    ["a number", count, count, { ...count, retention_duration_days: -1 }],
    ["both, one of them as not set", { ...none, ...days }, { ...none, ...days }, { ...none, ...days }],
    ["counters alone", counters, { ...none, ...counters }, { ...none, ...counters }],
  ])("of %s", async (_, definition, created, updated) => {
    const { url, arrived } = await serve(json(200, { policy: policy("1") }));
    const { cloud } = client(url);
    const spec = { ...SPEC, operation_definition: definition };
    await cbr.create(cloud, "BackupPolicy", "nightly", spec);
    await cbr.update(cloud, "1", "nightly", spec, undefined);
    const sent = arrived.map(({ body }) => JSON.parse(String(body)).policy.operation_definition);
    expect(sent).toEqual([created, updated]);
  });
});
