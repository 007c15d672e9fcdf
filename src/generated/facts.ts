// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.

export const CLOUDS = ["huaweicloud","otc","simulator"] as const;
export type CloudName = (typeof CLOUDS)[number];

export const KINDS = ["BackupPolicy","ReplicationPolicy","BackupDownloadPolicy"] as const;
export type KindName = (typeof KINDS)[number];

/** Those that have kinds. */
export const SERVICES = ["cbr","dds"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Those that have none, and are only read. */
export const READ_ONLY_SERVICES = ["ecs","evs"] as const;
export type ReadableService = ServiceName | (typeof READ_ONLY_SERVICES)[number];

/** The kinds of each service. */
export interface KindsOf {
  cbr: "BackupPolicy" | "ReplicationPolicy";
  dds: "BackupDownloadPolicy";
}

/** All services that requests go to, as they are named in hosts. */
export const ENDPOINTS = ["cbr","dds","iam","ecs","evs"] as const;
export type EndpointName = (typeof ENDPOINTS)[number];

/** Of policies and stacks. */
export const NAMES = {"minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"} as const;

/** What the contract says of a kind. Pointers are JSON Pointers (RFC 6901) into the spec. */
export interface KindFacts {
  readonly name: KindName;
  /** Service and version of its API, as in the URL. */
  readonly apiVersion: string;
  readonly service: ServiceName;
  /** There is one in a project, and it has no name there: the one that documents give it by default. */
  readonly singleton?: string;
  readonly clouds: readonly CloudName[];
  /** Fields that only some of those clouds offer: pointer -> these clouds. */
  readonly fieldClouds: Readonly<Record<string, readonly CloudName[]>>;
  /** Where in a spec (pointer) the cloud may have members that we do not know, and those that we do. */
  readonly keeps?: { readonly in: string; readonly besides: readonly string[] };
  /** Fields that the cloud never returns; they are compared with what was recorded. */
  readonly unreadable: readonly string[];
  /** Fields that stay as they are where a document does not have them. */
  readonly claimable: readonly string[];
  /** Where a document says a field in other words: pointer -> that of the words. */
  readonly saidBy: Readonly<Record<string, string>>;
  /** Keywords of a field's schema that the kind reports itself: pointer -> keywords. */
  readonly checked: Readonly<Record<string, readonly string[]>>;
  /** The fields as the contract lists them, each after the one it is in: people see them in this order. */
  readonly order: readonly string[];
}

export const kindFacts: Readonly<Record<KindName, KindFacts>> = {
  "BackupPolicy": {
    "name": "BackupPolicy",
    "apiVersion": "cbr/v3",
    "service": "cbr",
    "clouds": [
      "huaweicloud",
      "otc",
      "simulator"
    ],
    "fieldClouds": {
      "/operation_definition/full_backup_interval": [
        "huaweicloud",
        "simulator"
      ]
    },
    "keeps": {
      "in": "/operation_definition",
      "besides": [
        "retention_duration_days",
        "max_backups",
        "day_backups",
        "week_backups",
        "month_backups",
        "year_backups",
        "timezone",
        "full_backup_interval"
      ]
    },
    "unreadable": [],
    "claimable": [
      "/vaults"
    ],
    "saidBy": {
      "/trigger": "/schedule"
    },
    "checked": {
      "/trigger/properties/pattern": [
        "maxItems"
      ]
    },
    "order": [
      "/enabled",
      "/operation_definition",
      "/operation_definition/retention_duration_days",
      "/operation_definition/max_backups",
      "/operation_definition/day_backups",
      "/operation_definition/week_backups",
      "/operation_definition/month_backups",
      "/operation_definition/year_backups",
      "/operation_definition/timezone",
      "/operation_definition/full_backup_interval",
      "/trigger",
      "/trigger/properties",
      "/trigger/properties/pattern",
      "/schedule",
      "/schedule/timezone",
      "/schedule/at",
      "/schedule/days",
      "/schedule/every_days",
      "/vaults"
    ]
  },
  "ReplicationPolicy": {
    "name": "ReplicationPolicy",
    "apiVersion": "cbr/v3",
    "service": "cbr",
    "clouds": [
      "huaweicloud",
      "otc",
      "simulator"
    ],
    "fieldClouds": {
      "/operation_definition/enable_acceleration": [
        "huaweicloud",
        "simulator"
      ],
      "/operation_definition/cross_account_urn": [
        "huaweicloud",
        "simulator"
      ],
      "/vaults[]/destination_vault": [
        "huaweicloud",
        "simulator"
      ]
    },
    "keeps": {
      "in": "/operation_definition",
      "besides": [
        "destination_region",
        "destination_project_id",
        "enable_acceleration",
        "cross_account_urn",
        "retention_duration_days",
        "max_backups",
        "day_backups",
        "week_backups",
        "month_backups",
        "year_backups",
        "timezone"
      ]
    },
    "unreadable": [
      "/operation_definition/enable_acceleration"
    ],
    "claimable": [
      "/vaults"
    ],
    "saidBy": {
      "/trigger": "/schedule"
    },
    "checked": {
      "/trigger/properties/pattern": [
        "maxItems"
      ]
    },
    "order": [
      "/enabled",
      "/operation_definition",
      "/operation_definition/destination_region",
      "/operation_definition/destination_project_id",
      "/operation_definition/enable_acceleration",
      "/operation_definition/cross_account_urn",
      "/operation_definition/retention_duration_days",
      "/operation_definition/max_backups",
      "/operation_definition/day_backups",
      "/operation_definition/week_backups",
      "/operation_definition/month_backups",
      "/operation_definition/year_backups",
      "/operation_definition/timezone",
      "/trigger",
      "/trigger/properties",
      "/trigger/properties/pattern",
      "/schedule",
      "/schedule/timezone",
      "/schedule/at",
      "/schedule/days",
      "/schedule/every_days",
      "/vaults"
    ]
  },
  "BackupDownloadPolicy": {
    "name": "BackupDownloadPolicy",
    "apiVersion": "dds/v3",
    "service": "dds",
    "singleton": "download",
    "clouds": [
      "huaweicloud",
      "simulator"
    ],
    "fieldClouds": {},
    "unreadable": [],
    "claimable": [],
    "saidBy": {},
    "checked": {},
    "order": [
      "/action",
      "/until"
    ]
  }
};


/** What the contract says of a service. */
export interface ServiceFacts {
  /** Of its API, as in the URL. */
  readonly version: string;
  /** Operations, as `METHOD /path/{parameter}` below version and project -> the IAM action that each needs. */
  readonly actions: Readonly<Record<string, string>>;
  /** Its error codes -> what to do. */
  readonly hints: Readonly<Record<string, string>>;
  /** How many policies of each kind a project has room for by default, and the error code of one too many. */
  readonly quota?: { readonly policies: number; readonly error: string };
  /** The name of a policy that every project is created with. */
  readonly preset?: string;
}

export const serviceFacts: Readonly<Record<ReadableService, ServiceFacts>> = {
  "cbr": {
    "version": "v3",
    "actions": {
      "POST /policies": "cbr:policies:create",
      "GET /policies": "cbr:policies:list",
      "GET /policies/{policy_id}": "cbr:policies:get",
      "PUT /policies/{policy_id}": "cbr:policies:update",
      "DELETE /policies/{policy_id}": "cbr:policies:delete",
      "GET /vaults": "cbr:vaults:list",
      "GET /vaults/external": "cbr:vaults:listExternalVaults",
      "POST /vaults/{vault_id}/associatepolicy": "cbr:vaults:associatePolicy",
      "POST /vaults/{vault_id}/dissociatepolicy": "cbr:vaults:dissociatePolicy",
      "GET /protectables/{protectable_type}/instances": "cbr:vaults:listProtectables",
      "GET /backups": "cbr:backups:list",
      "GET /operation-logs": "cbr:tasks:list"
    },
    "hints": {
      "BackupService.6001": "Delete policies that are not needed, or ask for a higher quota: 32 backup and 32 replication policies are usual.",
      "BackupService.6003": "Unbind the policy from its vaults before changing destination_region."
    },
    "preset": "defaultPolicy",
    "quota": {
      "policies": 32,
      "error": "BackupService.6001"
    }
  },
  "dds": {
    "version": "v3",
    "actions": {
      "GET /backups/download-policy": "dds:backup:getDownloadPolicy",
      "POST /backups/download-policy": "dds:backup:createDownloadPolicy",
      "PUT /backups/download-policy": "dds:backup:updateDownloadPolicy"
    },
    "hints": {}
  },
  "ecs": {
    "version": "v1",
    "actions": {
      "GET /cloudservers/detail": "ecs:cloudServers:list"
    },
    "hints": {}
  },
  "evs": {
    "version": "v2",
    "actions": {
      "GET /cloudvolumes/detail": "evs:volumes:list"
    },
    "hints": {}
  }
};

/** Code of a rule or hazard -> the fields of policies that it is about, as paths in a document. */
export const ruleFields: Readonly<Record<string, readonly string[]>> = {
  "stops-backups": [
    "spec.enabled",
    "spec.trigger.properties.pattern",
    "spec.trigger.properties.pattern[]",
    "spec.schedule"
  ],
  "retention-forever": [
    "spec.operation_definition",
    "spec.operation_definition.retention_duration_days",
    "spec.operation_definition.max_backups"
  ],
  "retention-exclusive": [
    "spec.operation_definition.retention_duration_days",
    "spec.operation_definition.max_backups",
    "spec.operation_definition.day_backups",
    "spec.operation_definition.week_backups",
    "spec.operation_definition.month_backups",
    "spec.operation_definition.year_backups"
  ],
  "shortens-retention": [
    "spec.operation_definition.retention_duration_days",
    "spec.operation_definition.max_backups",
    "spec.operation_definition.day_backups",
    "spec.operation_definition.week_backups",
    "spec.operation_definition.month_backups",
    "spec.operation_definition.year_backups"
  ],
  "timezone-required": [
    "spec.operation_definition.day_backups",
    "spec.operation_definition.week_backups",
    "spec.operation_definition.month_backups",
    "spec.operation_definition.year_backups",
    "spec.operation_definition.timezone",
    "spec.schedule.timezone"
  ],
  "timezone-unused": [
    "spec.operation_definition.timezone"
  ],
  "cloud-unsupported": [
    "spec.operation_definition.full_backup_interval",
    "spec.operation_definition.enable_acceleration",
    "spec.operation_definition.cross_account_urn",
    "spec.vaults[].destination_vault",
    "spec.action"
  ],
  "schedule-exclusive": [
    "spec.trigger",
    "spec.schedule"
  ],
  "rule-syntax": [
    "spec.trigger.properties.pattern",
    "spec.trigger.properties.pattern[]"
  ],
  "rule-part": [
    "spec.trigger.properties.pattern",
    "spec.trigger.properties.pattern[]"
  ],
  "rule-value": [
    "spec.trigger.properties.pattern",
    "spec.trigger.properties.pattern[]"
  ],
  "rule-interval": [
    "spec.trigger.properties.pattern",
    "spec.trigger.properties.pattern[]",
    "spec.schedule.at"
  ],
  "rule-anchor": [
    "spec.trigger.properties.pattern",
    "spec.trigger.properties.pattern[]"
  ],
  "rule-weekly": [
    "spec.trigger.properties.pattern",
    "spec.trigger.properties.pattern[]"
  ],
  "rule-count": [
    "spec.trigger.properties.pattern"
  ],
  "schedule-dst": [
    "spec.schedule.timezone"
  ],
  "vaults-none": [
    "spec.vaults"
  ],
  "unprotects-vaults": [
    "spec.vaults"
  ],
  "vault-duplicate": [
    "spec.vaults[].vault",
    "spec.vaults[].vault_id"
  ],
  "vault-missing": [
    "spec.vaults[].vault",
    "spec.vaults[].destination_vault"
  ],
  "vault-ambiguous": [
    "spec.vaults[].vault",
    "spec.vaults[].destination_vault"
  ],
  "vault-type": [
    "spec.vaults[].vault",
    "spec.vaults[].vault_id",
    "spec.vaults[].destination_vault"
  ],
  "takes-over": [
    "spec.vaults[].vault",
    "spec.vaults[].vault_id"
  ],
  "replication-early": [
    "spec.vaults[].vault_id"
  ],
  "id-form": [
    "spec.vaults[].vault_id",
    "spec.operation_definition.destination_region",
    "spec.operation_definition.destination_project_id",
    "spec.vaults[].destination_vault_id"
  ],
  "destination-region": [
    "spec.operation_definition.destination_region"
  ],
  "destination-vault": [
    "spec.vaults[].destination_vault_id"
  ],
  "opens-download": [
    "spec.action"
  ],
  "until-past": [
    "spec.until"
  ]
};
