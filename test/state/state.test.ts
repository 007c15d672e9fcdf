import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/model/policy.ts";
import { isFailure } from "../../src/model/problem.ts";
import { assertBelongs, emptyState, formatState, nextState, parseState, revisionOf } from "../../src/state/state.ts";
import type { State } from "../../src/state/store.ts";
import { empty, target } from "./contract.ts";

const full: State = {
  format: 2,
  lineage: "a-lineage",
  serial: 3,
  stack: "demo",
  target,
  resources: {
    "BackupPolicy/nightly": {
      id: "1",
      name: "nightly",
      spec: { vaults: [], days: ["MO", "TU"] },
      written: { days: ["MO", "TU"] },
      protected: true,
      applied_at: "2026-01-31T18:00:00.5Z",
      before: { spec: { vaults: [] }, at: "2026-01-30T18:00:00Z" },
      file: "policies/nightly.yaml",
    },
  },
  intents: { "ReplicationPolicy/far": { action: "create", spec: { enabled: true }, seen: ["7"], protected: false } },
  lease: {
    id: "run",
    renewals: 2,
    ttl_ms: 60_000,
    holder: { host: "ci-1", pid: 77, user: "runner" },
    since: "2026-01-31T18:00:00.5Z",
  },
};

const canonical = `{
  "format": 2,
  "intents": {
    "ReplicationPolicy/far": {
      "action": "create",
      "protected": false,
      "seen": [
        "7"
      ],
      "spec": {
        "enabled": true
      }
    }
  },
  "lease": {
    "holder": {
      "host": "ci-1",
      "pid": 77,
      "user": "runner"
    },
    "id": "run",
    "renewals": 2,
    "since": "2026-01-31T18:00:00.5Z",
    "ttl_ms": 60000
  },
  "lineage": "a-lineage",
  "resources": {
    "BackupPolicy/nightly": {
      "applied_at": "2026-01-31T18:00:00.5Z",
      "before": {
        "at": "2026-01-30T18:00:00Z",
        "spec": {
          "vaults": []
        }
      },
      "file": "policies/nightly.yaml",
      "id": "1",
      "name": "nightly",
      "protected": true,
      "spec": {
        "days": [
          "MO",
          "TU"
        ],
        "vaults": []
      },
      "written": {
        "days": [
          "MO",
          "TU"
        ]
      }
    }
  },
  "serial": 3,
  "stack": "demo",
  "target": {
    "cloud": "huaweicloud",
    "project_id": "p1",
    "region": "eu-west-101"
  }
}
`;

/** The message without its beginning, which is the same for all of them. */
function faultOf(stored: string | Uint8Array): string {
  try {
    parseState(stored, "file s.json");
    return "none";
  } catch (error) {
    if (!isFailure(error, "state-broken")) throw error;
    return error.message.replace(/^file s\.json (is not a state: )?/, "");
  }
}

/** `full` with the member at `path` changed, or taken out. */
function altered(path: string, value: Json | undefined): string {
  const copy = JSON.parse(canonical);
  const keys = path.split(" ");
  const last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key], copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return JSON.stringify(copy);
}

const nested = (levels: number): Json => (levels === 0 ? "end" : [nested(levels - 1)]);

describe("the canonical form", () => {
  test("has sorted keys, one value a line, and a newline at its end", () => {
    expect(formatState(full)).toBe(canonical);
    expect(parseState(canonical, "")).toEqual(full);
  });

  test("leaves out what is undefined", () => {
    expect(formatState({ ...full, lease: undefined } as unknown as State)).toBe(
      formatState(nextState({ ...full, serial: 2 }, { lease: undefined }, "")),
    );
  });

  test.each<[string, object]>([
    ["a credential beside the members of a state", { token: "secret" }],
    ["a credential beside those of a resource", { resources: { "BackupPolicy/a": { id: "1", spec: {}, token: "x" } } }],
    ["a number that JSON does not have", { resources: { "BackupPolicy/a": { id: "1", spec: { days: Number.NaN } } } }],
    ["the state of a stack that was never written", empty],
    [
      "one id under two addresses",
      { resources: { "BackupPolicy/a": { id: "1", spec: {} }, "BackupPolicy/b": { id: "1", spec: {} } } },
    ],
    ["a name that is none", { resources: { "BackupPolicy/a b": { id: "1", spec: {} } } }],
    ["a spec of 200 levels", { resources: { "BackupPolicy/a": { id: "1", spec: { deep: nested(200) } } } }],
  ])("%s is not written: it could not be read back", (_, wrong) => {
    expect(() => formatState({ ...full, ...wrong })).toThrow();
  });

  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => value as Json);
  const spec = fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), json, { maxKeys: 4 });
  const title = fc.stringMatching(/^[a-zA-Z0-9_\-一-龥]{1,64}$/);
  const address = fc
    .tuple(fc.constantFrom("BackupPolicy", "ReplicationPolicy"), title)
    .map(([kind, name]) => `${kind}/${name}`);
  const id = fc.stringMatching(/^[!-~每日]{1,128}$/).filter((text) => !/^\.+$/.test(text));
  const time = fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(2e12) })
    .map((date) => date.toISOString());
  const vault = fc.record({ vault_id: id, vault: fc.constant("the 每日 vault") }, { requiredKeys: ["vault_id"] });
  const record = fc.record(
    {
      id: fc.uuid(),
      name: title,
      spec,
      written: spec,
      kept: spec,
      vaults: fc.array(vault, { maxLength: 2 }),
      protected: fc.boolean(),
      applied_at: time,
      before: fc.record({ spec, at: time }, { requiredKeys: ["spec"] }),
      file: fc.constant("policies/a b/每日.yaml"),
    },
    { requiredKeys: ["id", "spec"] },
  );
  const intent = fc.record(
    { action: fc.constant("update"), id, spec, written: spec, protected: fc.boolean(), file: fc.constant("a.yaml") },
    { requiredKeys: ["action"] },
  );
  const anyState = fc
    .record({
      serial: fc.integer({ min: 1 }),
      resources: fc.dictionary(address, record),
      intents: fc.dictionary(address, intent),
    })
    .map((part) => ({ ...full, ...part }) as State);

  test("any state is read back as it was written, and written the same again", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const text = formatState(state);
        const back = parseState(new TextEncoder().encode(text), "");
        expect(formatState(back)).toBe(text);
        // JSON has no -0, and fast-check's objects no prototype.
        expect(back).toEqual(JSON.parse(JSON.stringify(state)));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("the order of keys makes no difference, at any level", () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, member]) => [key, reversed(member)]),
            )
          : value;
    fc.assert(
      fc.property(anyState, (state) => {
        expect(formatState(reversed(state) as State)).toBe(formatState(state));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("a key __proto__ in a spec is data like any other", () => {
    const spec = JSON.parse('{"__proto__": {"enabled": true}, "a": 1}');
    const text = formatState({ ...full, resources: { "BackupPolicy/a": { id: "1", spec } } });
    const back = parseState(text, "").resources["BackupPolicy/a"]!.spec;
    expect(Object.keys(back)).toEqual(["__proto__", "a"]);
    expect(back.enabled).toBeUndefined();
    expect(formatState(parseState(text, ""))).toBe(text);
  });
});

describe("what is stored", () => {
  test("is read in any layout, for people may have touched it", () => {
    expect(parseState(JSON.stringify(full), "")).toEqual(full);
    expect(parseState(canonical.replaceAll("\n", "\r\n"), "")).toEqual(full);
  });

  test("is broken when it is cut off anywhere", () => {
    const bytes = new TextEncoder().encode(canonical.replace("nightly", "每日"));
    // All but the last newline, without which it is whole.
    for (let length = 0; length < bytes.length - 1; length++)
      expect([length, faultOf(bytes.subarray(0, length))]).toEqual([length, expect.stringMatching(/^it is /)]);
  });

  const broken: [string | Uint8Array, string][] = [
    ["", "it is empty"],
    ["\n", "it is empty"],
    ["null", "it must be a mapping"],
    ["[]", "it must be a mapping"],
    ["{}", "/format is missing"],
    [`${canonical}{}`, "it is not JSON, or only a part of it"],
    [`\uFEFF${canonical}`, "it is not JSON, or only a part of it"],
    [Uint8Array.from([0x7b, 0xff, 0x7d]), "it is not UTF-8"],
    [`${"[".repeat(100_000)}${"]".repeat(100_000)}`, "it has more than 100 levels"],
    [canonical.replace('"serial": 3', '"serial": 2, "serial": 3'), "it has a member twice"],
    [canonical.replace('"enabled"', '"enabled": false, "en\\u0061bled"'), "it has a member twice"],
    ['{"__proto__": {}, "format": 1}', "/lineage is missing"],
    [canonical.replace('"format": 2', '"format": 2, "__proto__": {}'), "/__proto__ is not a part of a state"],
    [altered("token", "secret"), "/token is not a part of a state"],
    [altered("stack", undefined), "/stack is missing"],
    [altered("format", 0), "/format must be 1 or 2"],
    [altered("format", "1"), "/format must be 1 or 2"],
    [altered("lineage", ""), "/lineage must be one line of plain text"],
    [altered("stack", "a b"), "/stack must be a name of 1 to 64 letters, digits, _ or -"],
    [altered("stack", "s".repeat(65)), "/stack must be a name of 1 to 64 letters, digits, _ or -"],
    [altered("target region", "a\nb"), "/target/region must be one line of plain text"],
    [altered("serial", 0), "/serial must be a whole number from 1"],
    [altered("serial", 1.5), "/serial must be a whole number from 1"],
    [altered("serial", "3"), "/serial must be a whole number from 1"],
    [altered("serial", 2 ** 53), "/serial must be a whole number from 1"],
    [altered("target cloud", "aws"), "/target/cloud must be huaweicloud or otc or simulator"],
    [altered("target project_id", ""), "/target/project_id must be one line of plain text"],
    [altered("target zone", "a"), "/target/zone is not a part of a state"],
    [altered("resources", []), "/resources must be a mapping"],
    [altered("resources Vault/a", {}), "/resources/Vault~1a is not the address of a policy"],
    [altered("resources BackupPolicy/", {}), "/resources/BackupPolicy~1 is not the address of a policy"],
    [altered("resources __proto__x", {}), "/resources/__proto__x is not the address of a policy"],
    [altered("resources BackupPolicy/a/b", {}), "/resources/BackupPolicy~1a~1b is not the address of a policy"],
    [
      altered("resources BackupPolicy/\u202Ea", {}),
      "/resources/(a key that cannot be shown) is not the address of a policy",
    ],
    [
      altered("resources BackupPolicy/nightly id", "1\n2"),
      "/resources/BackupPolicy~1nightly/id must be an id of at most 128 characters",
    ],
    [
      altered("resources BackupPolicy/nightly id", ".."),
      "/resources/BackupPolicy~1nightly/id must be an id of at most 128 characters",
    ],
    [
      altered("resources BackupPolicy/nightly name", "a b"),
      "/resources/BackupPolicy~1nightly/name must be a name of 1 to 64 letters, digits, _ or -",
    ],
    [
      altered("resources BackupPolicy/nightly written", []),
      "/resources/BackupPolicy~1nightly/written must be a mapping",
    ],
    [altered("resources BackupPolicy/nightly kept", 1), "/resources/BackupPolicy~1nightly/kept must be a mapping"],
    [
      altered("resources BackupPolicy/nightly vaults", [{}]),
      "/resources/BackupPolicy~1nightly/vaults/0/vault_id is missing",
    ],
    [
      altered("resources BackupPolicy/nightly applied_at", "now"),
      "/resources/BackupPolicy~1nightly/applied_at must be a time in UTC, such as 2026-01-31T18:00:00Z",
    ],
    [
      altered("resources BackupPolicy/nightly before spec", undefined),
      "/resources/BackupPolicy~1nightly/before/spec is missing",
    ],
    [
      altered("resources BackupPolicy/nightly file", "a\u200Bb"),
      "/resources/BackupPolicy~1nightly/file must be one line of plain text",
    ],
    [altered("resources BackupPolicy/b", { id: "1", spec: {} }), "BackupPolicy/nightly and BackupPolicy/b have one id"],
    [altered("lease holder user", "u".repeat(256)), "/lease/holder/user must be one line of at most 255 characters"],
    [altered("lease holder host", "a\u001bb"), "/lease/holder/host must be one line of at most 255 characters"],
    [altered("resources BackupPolicy/a", { spec: {} }), "/resources/BackupPolicy~1a/id is missing"],
    [altered("resources BackupPolicy/nightly spec", null), "/resources/BackupPolicy~1nightly/spec must be a mapping"],
    [
      altered("resources BackupPolicy/nightly protected", "yes"),
      "/resources/BackupPolicy~1nightly/protected must be true or false",
    ],
    [
      altered("intents ReplicationPolicy/far action", "replace"),
      "/intents/ReplicationPolicy~1far/action must be create or update or delete",
    ],
    [
      altered("intents ReplicationPolicy/far seen", [1]),
      "/intents/ReplicationPolicy~1far/seen/0 must be an id of at most 128 characters",
    ],
    [altered("intents ReplicationPolicy/far seen", "7"), "/intents/ReplicationPolicy~1far/seen must be a list"],
    [altered("lease", null), "/lease must be a mapping"],
    [altered("lease renewals", -1), "/lease/renewals must be a whole number from 0"],
    [altered("lease holder pid", 0), "/lease/holder/pid must be a whole number from 1"],
    [altered("lease since", "yesterday"), "/lease/since must be a time in UTC, such as 2026-01-31T18:00:00Z"],
    [
      altered("lease since", "2026-13-31T18:00:00Z"),
      "/lease/since must be a time in UTC, such as 2026-01-31T18:00:00Z",
    ],
  ];
  test.each(broken.map(([stored, fault]) => ({ stored, fault })))("is broken when $fault", ({ stored, fault }) => {
    expect(faultOf(stored)).toBe(fault);
  });

  test("of a newer format names the format, whatever else it holds", () => {
    expect(faultOf('{"format": 3, "everything": "else"}')).toBe(
      "was made by a newer version of Holdfast (state format 3, this version knows 2)",
    );
  });

  test("of format 1 is read, and its next write is of format 2", () => {
    const resources = { "BackupPolicy/nightly": { id: "1", spec: { enabled: true }, protected: true } };
    const old = { ...full, format: 1, resources, intents: {} };
    const state = parseState(JSON.stringify(old), "");
    expect(state).toEqual({ ...old, format: 2 });
    expect(formatState(nextState(state, {}, ""))).toMatch(/"format": 2/);
  });

  test("may have the empty id that the switch has before it was first set", () => {
    const resources = { "BackupDownloadPolicy/download": { id: "", spec: { action: "close" } } };
    const state = { ...full, resources: { ...full.resources, ...resources } };
    expect(parseState(formatState(state as State), "")).toEqual(state);
  });

  test("is never quoted in an error, for it may be something else entirely", () => {
    expect(() => parseState("password=hunter2", "file s.json")).toThrow(
      expect.not.objectContaining({ cause: expect.anything() }),
    );
    expect(faultOf("password=hunter2")).not.toContain("hunter2");
  });
});

describe("the next state", () => {
  test("of one never written gets the new lineage and serial 1; from then on the lineage stays", () => {
    const first = nextState(emptyState("demo", target), {}, "new");
    expect(first).toEqual({ ...empty, lineage: "new", serial: 1 });
    expect(nextState(first, { resources: full.resources }, "newer")).toEqual({
      ...empty,
      lineage: "new",
      serial: 2,
      resources: full.resources,
    });
  });

  test("has a lease when one is given, keeps it, and loses it when told to", () => {
    const { lease } = full;
    const leased = nextState(empty, { lease }, "l");
    expect(leased.lease).toEqual(lease);
    expect(nextState(leased, {}, "l").lease).toEqual(lease);
    expect("lease" in nextState(leased, { lease: undefined }, "l")).toBe(false);
  });
});

test.each<[string, string, object]>([
  ["another stack", "prod", {}],
  ["another region", "demo", { region: "eu-west-0" }],
  ["another project", "demo", { project_id: "p2" }],
  ["another cloud", "demo", { cloud: "otc" }],
])("a state made for %s is refused", (_, stack, difference) => {
  const other = { ...full, stack, target: { ...target, ...difference } } as State;
  expect(() => assertBelongs(full, "demo", target, "file s.json")).not.toThrow();
  expect(() => assertBelongs(other, "demo", target, "file s.json")).toThrow(
    expect.objectContaining({
      code: "state-foreign",
      message:
        `file s.json is the state of stack ${stack} in ${other.target.region} (${other.target.cloud}, ` +
        `project ${other.target.project_id}), not of stack demo in eu-west-101 (huaweicloud, project p1)`,
    }),
  );
});

test("equal bytes have equal digests, as text and as bytes", () => {
  expect(revisionOf("每")).toBe(revisionOf(new TextEncoder().encode("每")));
  expect(revisionOf("")).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
