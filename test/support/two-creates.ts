/** Two creates, and what they come to: for `proxy.test.ts`, as a process of its own. */
import { openCloud } from "../../src/cloud/client.ts";
import { trustFrom } from "../../src/cloud/endpoints.ts";

const [address = "", tries] = process.argv.slice(2);
const cloud = openCloud({
  target: { cloud: "otc", region: "eu-de", project_id: "p" },
  endpoints: { cbr: address, dds: address, iam: address },
  credentials: { kind: "token", token: "canary-token" },
  trust: trustFrom({ HOLDFAST_TRUST_HOSTS: ".invalid,localhost,127.0.0.1" }),
  timeouts: { connectMs: 2000 },
  retry: { tries: Number(tries ?? 1), baseMs: 1 },
});
const one = () =>
  cloud.post("cbr", "/policies", {}).then(
    (answer) => answer.status,
    ({ code, message, hint }) => ({ code, message, hint }),
  );
one().then(async (first) => console.log(JSON.stringify([first, await one()])));
