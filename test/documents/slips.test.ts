/** Common slips: each is one problem, at its token, and its hint says what to write. */
import { describe, expect, test } from "vitest";
import { checked, STACK, warningsIn } from "../support/problems.ts";

const HEAD = "apiVersion: cbr/v3\nkind: BackupPolicy\nmetadata: { name: a }\n";
const KEPT = "  operation_definition: { retention_duration_days: 30 }\n";
const TIMED = '  schedule: { timezone: UTC+08:00, at: ["02:00"] }\n';
const schedule = (fields: string) => `${HEAD}spec:\n${KEPT}  schedule: { timezone: UTC+08:00, ${fields} }\n`;
const rule = (text: string) => `${HEAD}spec:\n${KEPT}  trigger: { properties: { pattern: [${text}] } }\n`;
const kept = (fields: string) => `${HEAD}spec:\n  operation_definition: { ${fields} }\n${TIMED}`;

/** `line:column hint [code]` of every problem. */
async function hintsIn(text: string): Promise<string[]> {
  const { problems } = await checked({ "stack.yaml": STACK, "a.yaml": text });
  return problems.map(({ code, hint, range }) => `${range?.start.line}:${range?.start.column} ${hint} [${code}]`);
}

describe("a slip is one problem, with what to write", () => {
  test.each<[string, string, string]>([
    [
      "no --- between documents",
      `${HEAD}spec:\n${KEPT}${TIMED}${HEAD.replace("name: a", "name: b")}spec:\n${KEPT}${TIMED}`,
      "7:1 write --- on a line before it [yaml-duplicate-key]",
    ],
    [
      "a name at the top",
      `${HEAD.replace("metadata: { name: a }", "name: a")}spec:\n${KEPT}${TIMED}`,
      "3:1 move it to metadata [schema]",
    ],
    [
      "a schedule in operation_definition",
      `${HEAD}spec:\n  operation_definition:\n    retention_duration_days: 30\n  ${TIMED}`,
      "7:5 move it to spec [schema]",
    ],
    ["a schedule at the top", `${HEAD}spec:\n${KEPT}${TIMED.trimStart()}`, "6:1 move it to spec [schema]"],
    [
      "a field of spec in metadata",
      `${HEAD.replace("name: a", "name: a, enabled: false")}spec:\n${KEPT}${TIMED}`,
      "3:22 move it to spec [schema]",
    ],
    [
      "an open list",
      `${HEAD}spec:\n  schedule:\n    at: ["02:00"\n    days: [MO]\n`,
      "6:9 add ] after its last entry [yaml-syntax]",
    ],
    [
      "an open mapping",
      `${HEAD}spec:\n  operation_definition: { max_backups: 3\n${TIMED}`,
      "5:25 add } after its last entry [yaml-syntax]",
    ],
    [
      "an open text",
      `${HEAD}spec:\n  schedule:\n    at: ["02:00]\n    days: [MO]\n`,
      '6:10 add " at the end of the text [yaml-syntax]',
    ],
    ["a time that is not a list", schedule("at: 02:00"), '6:40 write at: ["02:00"] [schema]'],
    ["times that are not a list", schedule('at: "2:00, 14:30"'), '6:40 write at: ["02:00", "14:30"] [schema]'],
    ["a time that there is not", schedule('at: ["25:00"]'), "6:41 hours are 00 to 23, minutes 00 to 59 [schema]"],
    ["midnight", schedule('at: ["24:00"]'), '6:41 write "00:00", which is the beginning of a day; check days [schema]'],
    ["an hour of one digit", schedule("at: [2:00]"), '6:41 write "02:00" [schema]'],
    ["a time that is a number", schedule("at: [0200]"), '6:41 write "02:00" [schema]'],
    ["an hour", schedule("at: [14]"), '6:41 write "14:00" [schema]'],
    ["a time of twelve hours", schedule("at: [12:30am]"), '6:41 write "00:30" [schema]'],
    ["a number with its unit", kept("retention_duration_days: 30d"), "5:52 write 30: the unit is days [schema]"],
    ["weeks", kept("retention_duration_days: 2 weeks"), "5:52 write 14: the unit is days [schema]"],
    ["a number in quotes", kept('retention_duration_days: "30"'), "5:52 write 30, without quotes [schema]"],
    ["forever", kept("retention_duration_days: forever"), "5:52 write -1, which sets no limit [schema]"],
    [
      "cron",
      `${HEAD}spec:\n${KEPT}  cron: "30 2 * * 1-5"\n`,
      '6:3 write schedule: { timezone: Asia/Shanghai, at: ["02:30"], days: [MO, TU, WE, TH, FR] }; cron expressions are not supported [schema]',
    ],
    [
      "cron in a schedule",
      schedule('cron: "0 */6 * * *"'),
      '6:36 write at: ["00:00", "06:00", "12:00", "18:00"]; cron expressions are not supported [schema]',
    ],
    [
      "an expression of cron as a rule",
      rule('"0 2 * * sun"'),
      "6:39 write FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=00; hours are UTC [rule-syntax]",
    ],
    ["@daily", rule('"@daily"'), "6:39 write FREQ=DAILY;INTERVAL=1;BYHOUR=0;BYMINUTE=00; hours are UTC [rule-syntax]"],
    [
      "cron that no rule says",
      rule('"0 2 1 * *"'),
      "6:39 write rules like FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00; hours are UTC [rule-syntax]",
    ],
    [
      "daily as a schedule",
      `${HEAD}spec:\n${KEPT}  schedule: daily\n`,
      '6:13 write { timezone: Asia/Shanghai, at: ["02:00"] }: times are local times of that zone [schema]',
    ],
    [
      "daily as a rule",
      rule("daily"),
      "6:38 write FREQ=DAILY, with INTERVAL=1, BYHOUR and BYMINUTE in UTC [rule-syntax]",
    ],
    [
      "daily as days",
      schedule('at: ["02:00"], days: daily'),
      "6:57 remove it: without it, every day is meant [schema]",
    ],
    ["weekdays", schedule('at: ["02:00"], days: weekdays'), "6:57 write days: [MO, TU, WE, TH, FR] [schema]"],
    ["a day that is not a list", schedule('at: ["02:00"], days: Monday'), "6:57 write days: [MO] [schema]"],
    ["a day in full", schedule('at: ["02:00"], days: [Monday]'), "6:58 write MO [schema]"],
    ["yes", `${HEAD}spec:\n  enabled: yes\n${KEPT}${TIMED}`, "5:12 write true, without quotes [schema]"],
    [
      "an offset without zeros",
      schedule('at: ["02:00"]').replace("UTC+08:00", "UTC+5:30"),
      "6:25 write UTC+05:30 [schema]",
    ],
    [
      "an offset from Greenwich",
      schedule('at: ["02:00"]').replace("UTC+08:00", "GMT-3"),
      "6:25 write UTC-03:00 [schema]",
    ],
    [
      "full-width signs",
      rule('"FREQ=WEEKLY；BYDAY=MO，TU；BYHOUR=2；BYMINUTE=0"'),
      "6:50 write FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=2;BYMINUTE=0 [rule-syntax]",
    ],
    [
      "full-width digits",
      rule('"FREQ=DAILY;BYHOUR=２;BYMINUTE=0"'),
      "6:57 write FREQ=DAILY;BYHOUR=2;BYMINUTE=0 [rule-syntax]",
    ],
    [
      "a full-width colon",
      "apiVersion: cbr/v3\nkind： BackupPolicy\nmetadata: { name: a }\n",
      "2:1 correct the YAML; the line has ：, a full-width character (U+FF1A) [yaml-syntax]",
    ],
    [
      "a no-break space after a value",
      `${HEAD}spec:\n  enabled: true\u00a0\n${KEPT}${TIMED}`,
      "5:12 write true: the text has a no-break space (U+00A0) [schema]",
    ],
    [
      "a no-break space in a key",
      `${HEAD}spec:\n  enabled\u00a0: true\n${KEPT}${TIMED}`,
      "5:3 write enabled: the name has a no-break space (U+00A0) [schema]",
    ],
    [
      "typographic quotes",
      schedule("at: [“02:00”]"),
      '6:41 write "02:00": the text has “, a typographic quote (U+201C), and ”, a typographic quote (U+201D) [schema]',
    ],
    [
      "a rule in a block",
      `${HEAD}spec:\n${KEPT}  trigger:\n    properties:\n      pattern:\n        - |\n          FREQ=DAILY;BYHOUR=2;BYMINUTE=0\n`,
      "10:11 write it on one line, without | or > [rule-syntax]",
    ],
    [
      "the form of CSBS",
      rule('"BEGIN:VEVENT\\nRRULE:FREQ=DAILY;INTERVAL=1;BYHOUR=19;BYMINUTE=00\\nEND:VEVENT"'),
      "6:39 write only FREQ=DAILY;INTERVAL=1;BYHOUR=19;BYMINUTE=00 [rule-syntax]",
    ],
    ["an interval over 30", rule('"FREQ=DAILY;INTERVAL=31;BYHOUR=2;BYMINUTE=0"'), "6:50 give 1 to 30 [rule-value]"],
    [
      "a day that the calendar does not have",
      "apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: d }\nspec: { action: open, until: 2027-02-29T00:00:00Z }\n",
      "4:30 give a day that the calendar has, and a time of day [schema]",
    ],
  ])("%s", async (_, text, expected) => {
    expect(await hintsIn(text)).toEqual([expected]);
  });
});

test("a key that is there twice in one document is not a second document", async () => {
  expect(await hintsIn(`${HEAD}spec:\n${KEPT}${TIMED}spec:\n${KEPT}${TIMED}`)).toEqual([
    "7:1 remove one of them [yaml-duplicate-key]",
  ]);
});

test.each(["2028-02-29T00:00:00Z", "2026-12-31T23:59:59+14:00", "2027-01-01T00:00:00-12:00"])(
  "%s is there",
  async (until) => {
    const text = `apiVersion: dds/v3\nkind: BackupDownloadPolicy\nmetadata: { name: d }\nspec: { action: open, until: ${until} }\n`;
    expect(await hintsIn(text)).toEqual([]);
  },
);

describe("rule-weekly: an interval of weeks", () => {
  test.each<[string, string[]]>([
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=2;BYMINUTE=0", ["rule-weekly 6:51 INTERVAL=2"]],
    ["FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;BYHOUR=2;BYMINUTE=0", []],
    ["FREQ=DAILY;INTERVAL=30;BYHOUR=2;BYMINUTE=0", []],
  ])("%s", async (text, expected) => {
    expect(await warningsIn(rule(`"${text}"`))).toEqual(expected);
  });
});

describe("timezone-unused: an offset beside rules in UTC", () => {
  const zoned = (zone: string, more = "", rules = '"FREQ=DAILY;INTERVAL=1;BYHOUR=20;BYMINUTE=30"') =>
    rule(rules).replace("days: 30", `days: 30, timezone: ${zone}${more}`);
  test.each<[string, string, string[]]>([
    ["moves no rule", zoned("UTC+08:00"), ["timezone-unused 5:66 UTC+08:00"]],
    ["is UTC", zoned("UTC+00:00"), []],
    ["beside a schedule", schedule('at: ["02:00"]').replace("days: 30", "days: 30, timezone: UTC+08:00"), []],
    [
      "with a counter",
      zoned("UTC+08:00").replace("retention_duration_days", "day_backups"),
      ["retention-forever 5:3 operation_definition"],
    ],
    ["with a counter that is not set", zoned("UTC+08:00", ", day_backups: 0"), ["timezone-unused 5:66 UTC+08:00"]],
  ])("%s", async (_, text, expected) => {
    expect(await warningsIn(text)).toEqual(expected);
  });

  test("the message has the times in that zone", async () => {
    const { problems } = await checked({
      "stack.yaml": STACK,
      "a.yaml": zoned("UTC+08:00", "", '"FREQ=DAILY;BYHOUR=3,20;BYMINUTE=30"'),
    });
    expect(problems.map(({ message, hint }) => [message, hint])).toEqual([
      [
        "timezone does not move rules: they run at 03:30 UTC, which is 11:30 in UTC+08:00; 20:30 is 04:30 the day after",
        "if 03:30 in UTC+08:00 is meant, write schedule in place of trigger; if not, remove timezone",
      ],
    ]);
  });
});

describe("copies of a vault", () => {
  const VAULT = "5ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";
  const OTHER = "6ab4fcd8-1cb2-4a2c-9b33-9a1b0a3d1d10";
  const copies = (at: string, to = OTHER, zone = "UTC+08:00") =>
    `apiVersion: cbr/v3\nkind: ReplicationPolicy\nmetadata: { name: r }\nspec:
  operation_definition: { retention_duration_days: 30, destination_region: ap-southeast-2, destination_project_id: p }
  schedule: { timezone: ${zone}, at: ["${at}"] }
  vaults: [{ vault_id: ${VAULT}, destination_vault_id: ${to} }]\n`;
  const backups = (more = "", vault = VAULT.toUpperCase()) =>
    `${HEAD}spec:\n${more}${KEPT}${TIMED}  vaults: [{ vault_id: ${vault} }]\n`;
  const EARLY = `replication-early 7:24 ${VAULT}`;

  test.each<[string, string, string, string[]]>([
    ["in the same minute", copies("02:00"), backups(), [EARLY]],
    ["in the same minute, in another zone", copies("03:00", OTHER, "UTC+09:00"), backups(), [EARLY]],
    ["59 minutes after", copies("02:59"), backups(), [EARLY]],
    ["an hour after", copies("03:00"), backups(), []],
    ["before", copies("01:30"), backups(), []],
    ["of a policy that does not run", copies("02:00"), backups("  enabled: false\n"), []],
    ["of another vault", copies("02:00"), backups("", OTHER), []],
  ])("replication-early: %s", async (_, text, other, expected) => {
    expect(await warningsIn(text, { "b.yaml": other })).toEqual(expected);
  });

  test("the message names the policy that makes the backups", async () => {
    const { problems } = await checked({ "stack.yaml": STACK, "a.yaml": copies("02:15"), "b.yaml": backups() });
    expect(problems.map(({ message }) => message)).toEqual([
      "copies start 15 minutes after the backups of this vault, by BackupPolicy/a at b.yaml:1",
    ]);
  });

  test("destination-vault: the vault itself, in capitals too", async () => {
    expect(await hintsIn(copies("06:00", VAULT.toUpperCase()))).toEqual([
      "7:84 give the ID of the vault in the destination region [destination-vault]",
    ]);
  });
});

describe("id-form, of real clouds alone", () => {
  const REAL =
    "apiVersion: holdfast/v1\nkind: Stack\nmetadata: { name: demo }\nspec: { cloud: huaweicloud, region: REGION, project_id: PROJECT }\n";
  const ID = "054e292c9880d4992f02c0196d3ea468";
  async function formsIn(stack: string, policy = `${HEAD}spec:\n${KEPT}${TIMED}`): Promise<string[]> {
    const { problems } = await checked({ "stack.yaml": stack, "a.yaml": policy });
    return problems.map(({ code, message, hint }) => `${message}: ${hint} [${code}]`);
  }
  const stack = (region: string, project = ID) => REAL.replace("REGION", region).replace("PROJECT", project);

  test.each(["eu-west-101", "cn-north-4", "af-south-1", "my-kualalumpur-1", "eu-de", "eu-ch2", "la-north-2"])(
    "%s is a region",
    async (region) => {
      expect(await formsIn(stack(region))).toEqual([]);
    },
  );

  test("what is not a region, an ID of a project or an ID of a vault is a warning", async () => {
    expect(await formsIn(stack("frankfurt"))).toEqual([
      '"frankfurt" does not look like a region: give the ID of a region, like eu-west-101 [id-form]',
    ]);
    expect(await formsIn(stack("eu-de", "eu-de_prod"))).toEqual([
      '"eu-de_prod" is not the ID of a project: write project_name: eu-de_prod [id-form]',
    ]);
    expect(await formsIn(stack("eu-de"), `${HEAD}spec:\n${KEPT}${TIMED}  vaults: [{ vault_id: servers }]\n`)).toEqual([
      '"servers" is not an ID: copy the ID from the console: 32 hexadecimal digits, or a UUID [id-form]',
    ]);
  });

  test("a UUID is an ID, in capitals too, and a simulated project may have any", async () => {
    const vault = "5AB4FCD8-1CB2-4A2C-9B33-9A1B0A3D1D10";
    const policy = (id: string) => `${HEAD}spec:\n${KEPT}${TIMED}  vaults: [{ vault_id: ${id} }]\n`;
    expect(await formsIn(stack("eu-de"), policy(vault))).toEqual([]);
    expect(await formsIn(STACK, policy("servers"))).toEqual([]);
  });
});
