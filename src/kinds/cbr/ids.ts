/** IDs of vaults and projects, which are UUIDs. Pure. */
import { type Json, membersOf } from "../../model/policy.ts";

/** A UUID means the same in capitals. In lower case it is sent, recorded and compared. */
export const lowered = (id: Json | undefined): Json | undefined => (typeof id === "string" ? id.toLowerCase() : id);

const IDS: readonly string[] = ["vault_id", "destination_vault_id", "destination_project_id"];

export const withLowerIds = (members: Json): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(membersOf(members)).map(([member, value]) => [
      member,
      IDS.includes(member) ? (lowered(value) ?? value) : value,
    ]),
  );
