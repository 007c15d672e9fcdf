/** What there is to protect: members of vaults, and what could be one. Pure. */
import type { Member, Protectable, Vault } from "../kinds/protection.ts";

/** A server, disk or file system, before it is judged. */
export interface Subject {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** Absent: it is in none. */
  readonly vault?: Pick<Vault, "id" | "name" | "createdAt">;
  /** Why no automatic backups of it are made, although its vault has a policy. */
  readonly paused?: string;
  /** Of a server in no vault: how many of its disks are in one. */
  readonly disksInVaults?: number;
}

export function subjectsOf(vaults: readonly Vault[], protectables: readonly Protectable[]): Subject[] {
  const listed = new Map(protectables.map((one) => [one.id, one]));
  const known = (id: string) => {
    const { name, createdAt } = listed.get(id) ?? {};
    return { ...(name !== undefined && { name }), ...(createdAt !== undefined && { createdAt }) };
  };
  const subjects = new Map<string, Subject>();
  const sources = vaults.filter(({ takesCopies }) => !takesCopies);
  const members = sources.flatMap((vault) => vault.members.map((member) => ({ vault, member })));
  for (const { vault, member } of members) {
    if (subjects.has(member.id)) continue;
    const { id, type, suspended } = member;
    const paused = suspended ? { paused: "automatic backups of it are suspended" } : {};
    subjects.set(id, { id, name: member.name ?? id, type, ...known(id), vault, ...paused });
  }
  for (const { vault, member } of members) {
    for (const { id, type } of member.excluded) {
      if (!subjects.has(id)) subjects.set(id, { id, name: id, ...known(id), type, vault, paused: without(member) });
    }
  }
  const disksInVaults = new Map<string, number>();
  for (const { id, servers } of protectables) {
    if (!subjects.has(id)) continue;
    for (const server of servers) disksInVaults.set(server, (disksInVaults.get(server) ?? 0) + 1);
  }
  for (const { id, name = id, type, createdAt, servers, vault } of protectables) {
    // A disk is judged with the server that it is attached to.
    if (subjects.has(id) || servers.some((server) => subjects.has(server) || listed.has(server))) continue;
    const disks = vault ? undefined : disksInVaults.get(id);
    subjects.set(id, {
      id,
      name,
      type,
      ...(createdAt !== undefined && { createdAt }),
      ...(vault && { vault }),
      ...(disks !== undefined && { disksInVaults: disks }),
    });
  }
  return [...subjects.values()];
}

const without = ({ id, name = id }: Member): string => `it is excluded from the backups of ${name}`;
