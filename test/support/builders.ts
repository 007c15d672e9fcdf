/** Documents and values that tests are made of: a call names what its test is about, the rest is some valid choice. */
import { kinds } from "../../src/kinds/index.ts";
import { addressOf, type KindName, type Live, type Policy, type Spec, type Target } from "../../src/model/policy.ts";
import { emptyState } from "../../src/state/state.ts";
import type { State } from "../../src/state/store.ts";

const RULE = "FREQ=DAILY;BYHOUR=18;BYMINUTE=00";

interface Text {
  readonly days?: number;
  readonly rule?: string;
  /** More of the metadata: `, protected: true`. */
  readonly metadata?: string;
  /** More lines of the spec, each with its end. */
  readonly more?: string;
}

/** A document of a BackupPolicy. */
export const policyText = (name: string, { days = 30, rule = RULE, metadata = "", more = "" }: Text = {}): string =>
  `apiVersion: cbr/v3
kind: BackupPolicy
metadata: { name: ${name}${metadata} }
spec:
  operation_definition: { retention_duration_days: ${days} }
  trigger: { properties: { pattern: ["${rule}"] } }
${more}`;

/** A document of the switch for downloads. */
export const switchText = (action: string, name = "download"): string => `apiVersion: dds/v3
kind: BackupDownloadPolicy
metadata: { name: ${name} }
spec: { action: ${action} }
`;

/** A stack.yaml. @param spec the fields, without braces */
export const stackText = (name: string, spec: string): string => `apiVersion: holdfast/v1
kind: Stack
metadata: { name: ${name} }
spec: { ${spec} }
`;

/** A field of a stack: every service answers there. */
export const endpointsAt = (url: string): string => `endpoints: { cbr: "${url}", dds: "${url}", iam: "${url}" }`;

/** As a document of a BackupPolicy says it, and as a cloud shows it. @param vaults none: nothing is said of vaults */
export const specOf = (days: number, vaults?: readonly string[]): Spec => ({
  enabled: true,
  operation_definition: { retention_duration_days: days },
  trigger: { properties: { pattern: [RULE] } },
  ...(vaults && { vaults: vaults.map((vault_id) => ({ vault_id })) }),
});

/** At which some of what a document says is over, or not yet. */
const NOW = new Date("2026-11-21T12:00:00Z");

/** As it is loaded from the document a.yaml. */
export const policyOf = (kind: KindName, name: string, written: Spec, more: Partial<Policy> = {}): Policy => {
  const source = { file: "a.yaml", line: 1, column: 1 };
  const document = { file: "a.yaml", text: "", index: 0 };
  const spec = kinds[kind].desired(written, NOW);
  return { address: addressOf(kind, name), kind, name, spec, written, source, document, ...more };
};

/** As a cloud shows it. */
export const liveOf = (spec: Spec, more: Partial<Live> = {}): Live => ({
  id: "1",
  kind: "BackupPolicy",
  name: "a",
  spec,
  custom: true,
  ...more,
});

export const TARGET: Target = { cloud: "simulator", region: "here", project_id: "p" };

/** Of the stack demo. */
export const stateOf = (resources: State["resources"], intents: State["intents"] = {}): State => ({
  ...emptyState("demo", TARGET),
  resources,
  intents,
});
