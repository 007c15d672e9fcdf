/** A simulated cloud whose clock a test moves, and what came of it in few words. */

import type { SimulatorOptions } from "../../src/simulator/server.ts";
import { type Answer, backup, inShort, POLICIES, PROJECT, type Simulated, simulated, VAULTS } from "./simulated.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Tuesday. */
export const START = Date.UTC(2026, 11, 1);

export const BACKUPS = `/v3/${PROJECT}/backups`;
export const TASKS = `/v3/${PROJECT}/operation-logs`;
const CONTROL = `/_simulator/projects/${PROJECT}`;

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers without proving their shapes first
type Any = any;

export interface Timed extends Simulated {
  /** To START + so many days. */
  days(passed: number): Promise<void>;
  to(at: number): Promise<Answer>;
  resources(...resources: object[]): Promise<string[]>;
  mishaps(...mishaps: object[]): Promise<void>;
  /** A vault with one policy applied to it. @returns its id */
  vault(policyId: string | undefined, resources: readonly string[], members?: object): Promise<string>;
  policy(definition: object, rules: readonly string[], members?: object): Promise<string>;
  backups(query?: string): Promise<Any[]>;
  tasks(query?: string): Promise<Any[]>;
  /** Of good backups made by policies: `12-01 02:00`, oldest first. */
  points(query?: string): Promise<string[]>;
}

export async function timed(options: SimulatorOptions = {}): Promise<Timed> {
  const cloud = await simulated({ clock: () => START, ...options });
  const ok = (answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(inShort(answer) + JSON.stringify(answer.body));
    return answer;
  };
  const to = async (at: number) => cloud.post("/_simulator/clock", { now: new Date(at).toISOString() });
  const all = async (path: string, list: string, query = "") => ok(await cloud.get(`${path}?${query}`)).body[list];
  const made: Timed = {
    ...cloud,
    to,
    async days(passed) {
      ok(await to(START + passed * DAY));
    },
    async resources(...resources) {
      const { body } = ok(await cloud.post(`${CONTROL}/resources`, { resources }));
      return body.resources.map(({ id }: { id: string }) => id);
    },
    async mishaps(...mishaps) {
      ok(await cloud.put(`${CONTROL}/mishaps`, { mishaps }));
    },
    async policy(operation_definition, pattern, members = {}) {
      const body = backup("nightly", { operation_definition, trigger: { properties: { pattern } }, ...members });
      return ok(await cloud.post(POLICIES, body)).body.policy.id;
    },
    async vault(policyId, resources, members = {}) {
      const { vault } = ok(
        await cloud.post(VAULTS, {
          vault: {
            name: "servers",
            billing: { protect_type: "backup", object_type: "server", size: 1_000_000 },
            resources: resources.map((id) => ({ id, type: "OS::Nova::Server" })),
            ...members,
          },
        }),
      ).body;
      if (policyId !== undefined) {
        ok(await cloud.post(`${VAULTS}/${vault.id}/associatepolicy`, { policy_id: policyId }));
      }
      return vault.id;
    },
    backups: (query) => all(BACKUPS, "backups", query),
    tasks: (query) => all(TASKS, "operation_logs", query),
    async points(query = "") {
      const backups = await made.backups(`sort=protected_at:asc&status=available&${query}`);
      return backups
        .filter(({ extend_info }) => extend_info.auto_trigger)
        .map(({ protected_at }) => protected_at.slice(5, 16).replace("T", " "));
    },
  };
  return made;
}

export const SERVER = "OS::Nova::Server";
export const DAILY = "FREQ=DAILY;INTERVAL=1;BYHOUR=02;BYMINUTE=00";

/** A cloud with one server in one vault, backed up daily at 02:00 UTC unless `rules` say otherwise. */
export async function oneServer(definition: object, rules: readonly string[] = [DAILY], vault: object = {}) {
  const cloud = await timed();
  const [server] = (await cloud.resources({ name: "db-1", type: SERVER, size: 10 })) as [string];
  const policy = await cloud.policy(definition, rules);
  const vaultId = await cloud.vault(policy, [server], vault);
  return { cloud, server, policy, vault: vaultId };
}
