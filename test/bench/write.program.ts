/**
 * The floor of apply: sends creates through the same client, at the same concurrency, and does nothing else. Arguments: the
 * address of the cloud, stacks, policies of each type in a stack.
 */
import { openCloud } from "../../src/cloud/client.ts";
import { inParallel } from "../../src/system/parallel.ts";

const [url = "", stacks = "", each = ""] = process.argv.slice(2);

const bodies = ["backup", "replication"].flatMap((type) =>
  Array.from({ length: Number(each) }, (_, index) => ({
    policy: {
      name: `${type}-${index}`,
      enabled: true,
      operation_type: type,
      operation_definition: {
        max_backups: 30,
        day_backups: 5,
        week_backups: 5,
        month_backups: 5,
        year_backups: 0,
        timezone: "UTC+08:00",
        ...(type === "replication" && {
          destination_region: "eu-west-0",
          destination_project_id: "fcf6cb26c3bf4402869792207ad3dce4",
        }),
      },
      trigger: {
        properties: { pattern: [2, 8, 14].map((hour) => `FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=${hour};BYMINUTE=30`) },
      },
    },
  })),
);

const names = Array.from({ length: Number(stacks) }, (_, index) => `project-s${index}`);
// Not awaited: a bundle of CommonJS cannot, and a request that fails ends the process all the same.
void inParallel(names, 8, async (project_id) => {
  const cloud = openCloud({
    target: { cloud: "simulator", region: "eu-west-101", project_id },
    endpoints: { cbr: url, dds: url, iam: url },
    credentials: { kind: "token", token: "simulated" },
  });
  await inParallel(bodies, 8, (body) => cloud.post("cbr", "/policies", body));
});
