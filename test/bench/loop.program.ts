/** The floor of status: asks a cloud for the pages of each list, one after the other, parses them, and does nothing else. */
import { Agent, get } from "node:http";

const agent = new Agent({ keepAlive: true });
const LISTS = [
  ["policies", "policies", 1000],
  ["vaults", "vaults", 1000],
  ["protectables/server/instances", "instances", 50],
  ["protectables/disk/instances", "instances", 50],
  ["protectables/turbo/instances", "instances", 50],
  ["backups", "backups", 1000],
  ["operation-logs", "operation_logs", 1000],
] as const;

const body = (url: string): Promise<Record<string, unknown[]>> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    request.on("error", reject);
  });

let count = 0;
for (const [path, member, limit] of LISTS) {
  for (let offset = 0; ; offset += limit) {
    const items = (await body(`${process.argv[2]}/v3/p/${path}?limit=${limit}&offset=${offset}`))[member] ?? [];
    count += items.length;
    if (items.length < limit) break;
  }
}
console.log(count);
agent.destroy();
