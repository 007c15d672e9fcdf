/** The documents that `holdfast init` writes for CBR. Pure. */
import type { Kind } from "../kind.ts";

export const backupExample: Kind["example"] = ({ zone }) => ({
  file: "backup.yaml",
  text: `\
# Servers: every night, kept for a month.
apiVersion: cbr/v3
kind: BackupPolicy
metadata:
  name: servers-nightly
spec:
  operation_definition:
    # Days. To keep a number of backups instead: max_backups.
    retention_duration_days: 30
  # In local time. To write rules in UTC, as the API has them, in place of schedule:
  # trigger: { properties: { pattern: ["FREQ=DAILY;BYHOUR=18;BYMINUTE=00"] } }
  schedule:
    timezone: ${zone}
    at: ["02:00"]
  # The vaults that this policy is applied to, all of them. Without it, that is left as it is.
  # vaults:
  #   - vault: servers-prod
`,
});

export const replicationExample: Kind["example"] = ({ otherRegion, zone }) => ({
  file: "replication.yaml",
  text: `\
# A copy in another region every Sunday, for the day the first region is gone.
apiVersion: cbr/v3
kind: ReplicationPolicy
metadata:
  name: offsite-weekly
spec:
  # Once region and project below are yours: true.
  enabled: false
  operation_definition:
    destination_region: ${otherRegion}
    destination_project_id: fcf6cb26c3bf4402869792207ad3dce4
    # The last 12, and one of each month for a year.
    max_backups: 12
    month_backups: 12
  schedule:
    timezone: ${zone}
    at: ["04:00"]
    days: [SU]
`,
});
