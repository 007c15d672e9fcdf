// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.
export const schemas = {
  "cbr/v3/BackupPolicy": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "BackupPolicy",
    "description": "A backup policy of Cloud Backup and Recovery (CBR), and optionally the vaults that it is applied to.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "cbr/v3",
        "description": "Service and version of its API: `cbr/v3`."
      },
      "kind": {
        "const": "BackupPolicy",
        "description": "Kind of the document: `BackupPolicy`."
      },
      "metadata": {
        "type": "object",
        "description": "Who the policy is, and how it is guarded.",
        "required": [
          "name"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name of the policy, in the cloud too where it has one there, and unique for its kind in the stack. 1 to 64 letters, digits, Chinese characters, `_` and `-`. No default."
          },
          "renamed_from": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name that the policy had before. Makes a new name an update of the same policy, not a deletion and a creation. Can be removed once it was applied. 1 to 64 letters, digits, Chinese characters, `_` and `-`. Default: absent, not renamed."
          },
          "protected": {
            "type": "boolean",
            "description": "Whether the policy is safe from deletion. `true` holds until `false` was applied, which is the hazard `unprotects`; no flag deletes what is protected. Default: absent, as it was applied last; at first false."
          },
          "patch": {
            "type": "boolean",
            "default": false,
            "description": "Whether this is a patch: a document that changes fields of an included one of the same kind and name, in this stack. Its spec has only those fields; null removes one, mappings are merged, lists are replaced. Default: false."
          }
        }
      },
      "spec": {
        "type": "object",
        "description": "A backup policy of Cloud Backup and Recovery (CBR), and optionally the vaults that it is applied to.",
        "required": [
          "operation_definition"
        ],
        "additionalProperties": false,
        "oneOf": [
          {
            "required": [
              "trigger"
            ]
          },
          {
            "required": [
              "schedule"
            ]
          }
        ],
        "properties": {
          "enabled": {
            "type": "boolean",
            "description": "Whether the schedule runs. `false` keeps the policy and its vaults and makes no backups. Default: true.",
            "default": true
          },
          "operation_definition": {
            "type": "object",
            "description": "How long backups are kept: by age (`retention_duration_days`) or by number (`max_backups` and the counters), not both. `{}` keeps them forever.",
            "additionalProperties": false,
            "properties": {
              "retention_duration_days": {
                "type": "integer",
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "default": -1,
                "description": "Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1."
              },
              "max_backups": {
                "type": "integer",
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "default": -1,
                "description": "Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1."
              },
              "day_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0."
              },
              "week_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0."
              },
              "month_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0."
              },
              "year_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0."
              },
              "timezone": {
                "type": "string",
                "pattern": "^UTC[+-][0-9]{2}:[0-9]{2}$",
                "patternErrorMessage": "an offset like UTC+08:00",
                "examples": [
                  "UTC+08:00"
                ],
                "description": "Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the rules of `trigger`: their hours are UTC. Default: the offset of `schedule.timezone`; none with `trigger`."
              },
              "full_backup_interval": {
                "type": "integer",
                "minimum": -1,
                "maximum": 100,
                "default": -1,
                "description": "After how many incremental backups a full one is made. 0 to 100, 0: every backup is full; -1: none is full after the first. Not on Open Telekom Cloud. Default: -1."
              }
            }
          },
          "trigger": {
            "type": "object",
            "description": "When backups are made, as rules in UTC. Exactly one of `trigger` and `schedule` is given.",
            "required": [
              "properties"
            ],
            "additionalProperties": false,
            "properties": {
              "properties": {
                "type": "object",
                "description": "The rules of the schedule.",
                "required": [
                  "pattern"
                ],
                "additionalProperties": false,
                "properties": {
                  "pattern": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 24,
                    "items": {
                      "type": "string",
                      "description": "One rule in UTC, like `FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00`."
                    },
                    "examples": [
                      [
                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"
                      ]
                    ],
                    "description": "Rules of iCalendar (RFC 2445), 1 to 24 of them, whose times are UTC. A rule has FREQ (WEEKLY or DAILY), BYDAY (MO, TU, WE, TH, FR, SA, SU), BYHOUR (0 to 23), BYMINUTE (0 to 59) and, with DAILY, INTERVAL (1 to 30). 14:00 in UTC+08:00 every day is `FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00`. Runs are at least one hour apart. No default."
                  }
                }
              }
            }
          },
          "schedule": {
            "type": "object",
            "description": "When backups are made, in local time. Exactly one of `trigger` and `schedule` is given.",
            "required": [
              "timezone",
              "at"
            ],
            "additionalProperties": false,
            "not": {
              "required": [
                "days",
                "every_days"
              ]
            },
            "properties": {
              "timezone": {
                "type": "string",
                "maxLength": 64,
                "pattern": "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$",
                "patternErrorMessage": "a time zone like Asia/Shanghai or UTC+08:00",
                "examples": [
                  "Asia/Shanghai",
                  "UTC+08:00"
                ],
                "description": "Time zone of `at`: an IANA name like `Asia/Shanghai`, or an offset like `UTC+08:00`. A zone with daylight saving counts with its standard offset all year, unless `daylight_saving` is `follow`. The standard offset is also the default of `operation_definition.timezone`. No default."
              },
              "daylight_saving": {
                "type": "string",
                "enum": [
                  "standard",
                  "follow"
                ],
                "default": "standard",
                "description": "What happens to the runs when the clocks of `timezone` change. `standard`: nothing, so that they are an hour off in local time for a part of the year. `follow`: they stay at the local times of `at`; the rules change with the clocks, by the next `apply --due`, which must run every day. Excludes `every_days` above 1. Default: `standard`."
              },
              "at": {
                "type": "array",
                "minItems": 1,
                "maxItems": 24,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                  "patternErrorMessage": "a time of day from 00:00 to 23:59, in quotes",
                  "description": "A time of day from `00:00` to `23:59`."
                },
                "examples": [
                  [
                    "02:00",
                    "14:30"
                  ]
                ],
                "description": "Times of day at which the policy runs. 1 to 24 different ones from `00:00` to `23:59`, at least one hour apart. No default."
              },
              "days": {
                "type": "array",
                "minItems": 1,
                "maxItems": 7,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "enum": [
                    "MO",
                    "TU",
                    "WE",
                    "TH",
                    "FR",
                    "SA",
                    "SU"
                  ],
                  "description": "A day of the week."
                },
                "examples": [
                  [
                    "MO",
                    "WE",
                    "FR"
                  ]
                ],
                "description": "Days of the week on which the policy runs, in local time: 1 to 7 different ones of MO, TU, WE, TH, FR, SA, SU. Excludes `every_days`. Default: absent, every day."
              },
              "every_days": {
                "type": "integer",
                "minimum": 1,
                "maximum": 30,
                "default": 1,
                "description": "Days from one day on which the policy runs to the next, counted from the day that the cloud made the policy. 1 to 30. Excludes `days`. Default: 1, every day."
              }
            }
          },
          "vaults": {
            "type": "array",
            "description": "The vaults that this policy is applied to, all of them; `[]`: none. A vault has one backup policy at most. Default: absent, then which vaults use the policy is left as it is.",
            "items": {
              "type": "object",
              "description": "A vault that this policy is applied to.",
              "oneOf": [
                {
                  "required": [
                    "vault"
                  ]
                },
                {
                  "required": [
                    "vault_id"
                  ]
                }
              ],
              "additionalProperties": false,
              "properties": {
                "vault": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the name of a vault, which has only letters, digits, Chinese characters, _ and -",
                  "description": "Name of the vault, in place of `vault_id`; `plan` looks it up. No default."
                },
                "vault_id": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[a-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the ID of a vault, which has only letters, digits, _ and -",
                  "description": "ID of the vault, a UUID as the console shows it, in place of `vault`. No default."
                }
              }
            }
          }
        }
      }
    }
  },
  "cbr/v3/ReplicationPolicy": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "ReplicationPolicy",
    "description": "A replication policy of Cloud Backup and Recovery (CBR), which copies backups to another region, and optionally the vaults that it is applied to.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "cbr/v3",
        "description": "Service and version of its API: `cbr/v3`."
      },
      "kind": {
        "const": "ReplicationPolicy",
        "description": "Kind of the document: `ReplicationPolicy`."
      },
      "metadata": {
        "type": "object",
        "description": "Who the policy is, and how it is guarded.",
        "required": [
          "name"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name of the policy, in the cloud too where it has one there, and unique for its kind in the stack. 1 to 64 letters, digits, Chinese characters, `_` and `-`. No default."
          },
          "renamed_from": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name that the policy had before. Makes a new name an update of the same policy, not a deletion and a creation. Can be removed once it was applied. 1 to 64 letters, digits, Chinese characters, `_` and `-`. Default: absent, not renamed."
          },
          "protected": {
            "type": "boolean",
            "description": "Whether the policy is safe from deletion. `true` holds until `false` was applied, which is the hazard `unprotects`; no flag deletes what is protected. Default: absent, as it was applied last; at first false."
          },
          "patch": {
            "type": "boolean",
            "default": false,
            "description": "Whether this is a patch: a document that changes fields of an included one of the same kind and name, in this stack. Its spec has only those fields; null removes one, mappings are merged, lists are replaced. Default: false."
          }
        }
      },
      "spec": {
        "type": "object",
        "description": "A replication policy of Cloud Backup and Recovery (CBR), which copies backups to another region, and optionally the vaults that it is applied to.",
        "required": [
          "operation_definition"
        ],
        "additionalProperties": false,
        "oneOf": [
          {
            "required": [
              "trigger"
            ]
          },
          {
            "required": [
              "schedule"
            ]
          }
        ],
        "properties": {
          "enabled": {
            "type": "boolean",
            "description": "Whether the schedule runs. `false` keeps the policy and its vaults and copies nothing. Default: true.",
            "default": true
          },
          "operation_definition": {
            "type": "object",
            "description": "Where the copies go, and how long they are kept: by age (`retention_duration_days`) or by number (`max_backups` and the counters), not both.",
            "required": [
              "destination_region",
              "destination_project_id"
            ],
            "additionalProperties": false,
            "properties": {
              "destination_region": {
                "type": "string",
                "maxLength": 255,
                "pattern": "^[a-zA-Z0-9._\\-]*$",
                "patternErrorMessage": "a region ID of at most 255 letters, digits, \".\", _ or -",
                "examples": [
                  "ap-southeast-2"
                ],
                "description": "ID of the region that the copies go to; another one than that of the stack. 1 to 255 letters, digits, `.`, `_` and `-`. Cannot be changed while the policy is applied to a vault. No default.",
                "minLength": 1
              },
              "destination_project_id": {
                "type": "string",
                "description": "ID of the project in the destination region that the copies go to. No default.",
                "minLength": 1
              },
              "enable_acceleration": {
                "type": "boolean",
                "default": false,
                "description": "Whether replication to the other region is accelerated, which is charged extra. The API never tells what it is set to. Only for replication, not on Open Telekom Cloud. Default: false."
              },
              "cross_account_urn": {
                "type": "string",
                "description": "The vault of another account that takes the copies, as that account names it. Not on Open Telekom Cloud. No default.",
                "minLength": 1,
                "maxLength": 1024
              },
              "retention_duration_days": {
                "type": "integer",
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "default": -1,
                "description": "Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1."
              },
              "max_backups": {
                "type": "integer",
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "default": -1,
                "description": "Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1."
              },
              "day_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0."
              },
              "week_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0."
              },
              "month_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0."
              },
              "year_backups": {
                "type": "integer",
                "minimum": 0,
                "maximum": 100,
                "default": 0,
                "description": "For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0."
              },
              "timezone": {
                "type": "string",
                "pattern": "^UTC[+-][0-9]{2}:[0-9]{2}$",
                "patternErrorMessage": "an offset like UTC+08:00",
                "examples": [
                  "UTC+08:00"
                ],
                "description": "Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the rules of `trigger`: their hours are UTC. Default: the offset of `schedule.timezone`; none with `trigger`."
              }
            }
          },
          "trigger": {
            "type": "object",
            "description": "When backups are copied, as rules in UTC; after they are made. Exactly one of `trigger` and `schedule` is given.",
            "required": [
              "properties"
            ],
            "additionalProperties": false,
            "properties": {
              "properties": {
                "type": "object",
                "description": "The rules of the schedule.",
                "required": [
                  "pattern"
                ],
                "additionalProperties": false,
                "properties": {
                  "pattern": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 24,
                    "items": {
                      "type": "string",
                      "description": "One rule in UTC, like `FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00`."
                    },
                    "examples": [
                      [
                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"
                      ]
                    ],
                    "description": "Rules of iCalendar (RFC 2445), 1 to 24 of them, whose times are UTC. A rule has FREQ (WEEKLY or DAILY), BYDAY (MO, TU, WE, TH, FR, SA, SU), BYHOUR (0 to 23), BYMINUTE (0 to 59) and, with DAILY, INTERVAL (1 to 30). 14:00 in UTC+08:00 every day is `FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00`. Runs are at least one hour apart. No default."
                  }
                }
              }
            }
          },
          "schedule": {
            "type": "object",
            "description": "When backups are copied, in local time; after they are made. Exactly one of `trigger` and `schedule` is given.",
            "required": [
              "timezone",
              "at"
            ],
            "additionalProperties": false,
            "not": {
              "required": [
                "days",
                "every_days"
              ]
            },
            "properties": {
              "timezone": {
                "type": "string",
                "maxLength": 64,
                "pattern": "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$",
                "patternErrorMessage": "a time zone like Asia/Shanghai or UTC+08:00",
                "examples": [
                  "Asia/Shanghai",
                  "UTC+08:00"
                ],
                "description": "Time zone of `at`: an IANA name like `Asia/Shanghai`, or an offset like `UTC+08:00`. A zone with daylight saving counts with its standard offset all year, unless `daylight_saving` is `follow`. The standard offset is also the default of `operation_definition.timezone`. No default."
              },
              "daylight_saving": {
                "type": "string",
                "enum": [
                  "standard",
                  "follow"
                ],
                "default": "standard",
                "description": "What happens to the runs when the clocks of `timezone` change. `standard`: nothing, so that they are an hour off in local time for a part of the year. `follow`: they stay at the local times of `at`; the rules change with the clocks, by the next `apply --due`, which must run every day. Excludes `every_days` above 1. Default: `standard`."
              },
              "at": {
                "type": "array",
                "minItems": 1,
                "maxItems": 24,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                  "patternErrorMessage": "a time of day from 00:00 to 23:59, in quotes",
                  "description": "A time of day from `00:00` to `23:59`."
                },
                "examples": [
                  [
                    "02:00",
                    "14:30"
                  ]
                ],
                "description": "Times of day at which the policy runs. 1 to 24 different ones from `00:00` to `23:59`, at least one hour apart. No default."
              },
              "days": {
                "type": "array",
                "minItems": 1,
                "maxItems": 7,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "enum": [
                    "MO",
                    "TU",
                    "WE",
                    "TH",
                    "FR",
                    "SA",
                    "SU"
                  ],
                  "description": "A day of the week."
                },
                "examples": [
                  [
                    "MO",
                    "WE",
                    "FR"
                  ]
                ],
                "description": "Days of the week on which the policy runs, in local time: 1 to 7 different ones of MO, TU, WE, TH, FR, SA, SU. Excludes `every_days`. Default: absent, every day."
              },
              "every_days": {
                "type": "integer",
                "minimum": 1,
                "maximum": 30,
                "default": 1,
                "description": "Days from one day on which the policy runs to the next, counted from the day that the cloud made the policy. 1 to 30. Excludes `days`. Default: 1, every day."
              }
            }
          },
          "vaults": {
            "type": "array",
            "description": "The vaults that this policy is applied to, all of them; `[]`: none. A vault has one replication policy at most. Default: absent, then which vaults use the policy is left as it is.",
            "items": {
              "type": "object",
              "description": "A vault that this policy is applied to, and the vault that takes its copies.",
              "allOf": [
                {
                  "oneOf": [
                    {
                      "required": [
                        "vault"
                      ]
                    },
                    {
                      "required": [
                        "vault_id"
                      ]
                    }
                  ]
                },
                {
                  "oneOf": [
                    {
                      "required": [
                        "destination_vault"
                      ]
                    },
                    {
                      "required": [
                        "destination_vault_id"
                      ]
                    }
                  ]
                }
              ],
              "additionalProperties": false,
              "properties": {
                "vault": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the name of a vault, which has only letters, digits, Chinese characters, _ and -",
                  "description": "Name of the vault, in place of `vault_id`; `plan` looks it up. No default."
                },
                "vault_id": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[a-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the ID of a vault, which has only letters, digits, _ and -",
                  "description": "ID of the vault, a UUID as the console shows it, in place of `vault`. No default."
                },
                "destination_vault": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the name of a vault, which has only letters, digits, Chinese characters, _ and -",
                  "description": "Name of the vault in the destination region that takes the copies, in place of `destination_vault_id`; `plan` looks it up. Not on Open Telekom Cloud, whose API does not list vaults of other regions. No default."
                },
                "destination_vault_id": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[a-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the ID of a vault, which has only letters, digits, _ and -",
                  "description": "ID of the vault in the destination region that takes the copies, a UUID as the console shows it, in place of `destination_vault`. No default."
                }
              }
            }
          }
        }
      }
    }
  },
  "dds/v3/BackupDownloadPolicy": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "BackupDownloadPolicy",
    "description": "The switch of Document Database Service (DDS) that decides whether backups may be downloaded from the Internet. One per stack. Not on Open Telekom Cloud.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "dds/v3",
        "description": "Service and version of its API: `dds/v3`."
      },
      "kind": {
        "const": "BackupDownloadPolicy",
        "description": "Kind of the document: `BackupDownloadPolicy`."
      },
      "metadata": {
        "type": "object",
        "description": "Who the policy is, and how it is guarded.",
        "required": [
          "name"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name of the policy, in the cloud too where it has one there, and unique for its kind in the stack. 1 to 64 letters, digits, Chinese characters, `_` and `-`. No default."
          },
          "renamed_from": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name that the policy had before. Makes a new name an update of the same policy, not a deletion and a creation. Can be removed once it was applied. 1 to 64 letters, digits, Chinese characters, `_` and `-`. Default: absent, not renamed."
          },
          "protected": {
            "type": "boolean",
            "description": "Whether the policy is safe from deletion. `true` holds until `false` was applied, which is the hazard `unprotects`; no flag deletes what is protected. Default: absent, as it was applied last; at first false."
          },
          "patch": {
            "type": "boolean",
            "default": false,
            "description": "Whether this is a patch: a document that changes fields of an included one of the same kind and name, in this stack. Its spec has only those fields; null removes one, mappings are merged, lists are replaced. Default: false."
          }
        }
      },
      "spec": {
        "type": "object",
        "description": "The switch of Document Database Service (DDS) that decides whether backups may be downloaded from the Internet. One per stack. Not on Open Telekom Cloud.",
        "required": [
          "action"
        ],
        "additionalProperties": false,
        "properties": {
          "action": {
            "type": "string",
            "enum": [
              "open",
              "close"
            ],
            "description": "`open`: backups can be downloaded from the Internet. `close`: they cannot. No default."
          },
          "until": {
            "type": "string",
            "format": "date-time",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
            "patternErrorMessage": "a time with its zone, like 2026-12-01T18:00:00Z or 2026-12-01T18:00:00+01:00",
            "examples": [
              "2026-12-01T18:00:00Z"
            ],
            "description": "Time from which on the switch is to be closed, RFC 3339 with `Z` or an offset. Takes effect with the first plan and apply after it, not by itself. Only with `action: open`. Default: absent, then open without end."
          }
        },
        "if": {
          "required": [
            "action"
          ],
          "properties": {
            "action": {
              "const": "close"
            }
          }
        },
        "then": {
          "properties": {
            "until": false
          }
        }
      }
    }
  },
  "holdfast/v1/Stack": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Stack",
    "description": "A stack: one project in one region, with its own state. Holds for the policies in the folder of this file and below.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "holdfast/v1",
        "description": "Service and version of its API: `holdfast/v1`."
      },
      "kind": {
        "const": "Stack",
        "description": "Kind of the document: `Stack`."
      },
      "metadata": {
        "type": "object",
        "description": "Who the stack is.",
        "required": [
          "name"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name of the stack, unique among all stacks whatever the case of its letters. 1 to 64 letters, digits, Chinese characters, `_` and `-`, not beginning with `-`; not `policies` or `holdfast-due`. No default."
          }
        }
      },
      "spec": {
        "type": "object",
        "description": "A stack: one project in one region, with its own state. Holds for the policies in the folder of this file and below.",
        "additionalProperties": false,
        "properties": {
          "cloud": {
            "type": "string",
            "enum": [
              "huaweicloud",
              "otc",
              "simulator"
            ],
            "default": "huaweicloud",
            "description": "The cloud: `huaweicloud` (Huawei Cloud), `otc` (Open Telekom Cloud), or `simulator`, which runs inside the command and needs no account. Default: huaweicloud."
          },
          "region": {
            "type": "string",
            "maxLength": 63,
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
            "patternErrorMessage": "a region ID like eu-west-101",
            "examples": [
              "eu-west-101",
              "eu-de"
            ],
            "description": "ID of the region: lower-case letters and digits, joined by `-`, at most 63 characters. Default: the environment variable HW_REGION_NAME."
          },
          "project_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[a-zA-Z0-9_-]*$",
            "patternErrorMessage": "the ID of a project, which has only letters, digits, _ and -",
            "description": "ID of the project in the region, as IAM shows it. Up to 64 letters, digits, `_` and `-`. Default: what `project_name` leads to, else the environment variable HW_PROJECT_ID."
          },
          "project_name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "description": "Name of the project, looked up in IAM; the main project of a region has the name of the region. 1 to 64 characters. Does nothing beside `project_id`. Default: absent."
          },
          "login": {
            "type": "string",
            "maxLength": 32,
            "pattern": "^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$",
            "patternErrorMessage": "the name of a login like PROD",
            "examples": [
              "PROD"
            ],
            "description": "Login of this stack, where stacks have different ones: with PROD, credentials come from environment variables such as HW_ACCESS_KEY__PROD and HW_SECRET_KEY__PROD, and from nowhere else. The environment variable HOLDFAST_LOGINS must list it. Upper-case letters and digits, joined by `_`, at most 32 characters. Default: absent, the login of the environment or of a file in the home directory."
          },
          "endpoints": {
            "type": "object",
            "description": "Addresses of services that are not at the usual place. Credentials go only to the cloud's own hosts, such as cbr.REGION.myhuaweicloud.com, and to those that the environment variable HOLDFAST_TRUST_HOSTS names. Default: the addresses of the region.",
            "additionalProperties": false,
            "properties": {
              "cbr": {
                "type": "string",
                "maxLength": 2048,
                "pattern": "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$",
                "patternErrorMessage": "an https URL without user and query; http only to localhost, 127.0.0.1 or [::1]",
                "description": "URL of the service up to the version: https, or http to this machine. Without user, query and fragment. Default: the address in the region of the stack."
              },
              "dds": {
                "type": "string",
                "maxLength": 2048,
                "pattern": "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$",
                "patternErrorMessage": "an https URL without user and query; http only to localhost, 127.0.0.1 or [::1]",
                "description": "URL of the service up to the version: https, or http to this machine. Without user, query and fragment. Default: the address in the region of the stack."
              },
              "iam": {
                "type": "string",
                "maxLength": 2048,
                "pattern": "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$",
                "patternErrorMessage": "an https URL without user and query; http only to localhost, 127.0.0.1 or [::1]",
                "description": "URL of the service up to the version: https, or http to this machine. Without user, query and fragment. Default: the address in the region of the stack."
              },
              "ecs": {
                "type": "string",
                "maxLength": 2048,
                "pattern": "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$",
                "patternErrorMessage": "an https URL without user and query; http only to localhost, 127.0.0.1 or [::1]",
                "description": "URL of the service up to the version: https, or http to this machine. Without user, query and fragment. Default: the address in the region of the stack."
              },
              "evs": {
                "type": "string",
                "maxLength": 2048,
                "pattern": "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$",
                "patternErrorMessage": "an https URL without user and query; http only to localhost, 127.0.0.1 or [::1]",
                "description": "URL of the service up to the version: https, or http to this machine. Without user, query and fragment. Default: the address in the region of the stack."
              }
            }
          },
          "state": {
            "type": "object",
            "description": "Where the state is kept: exactly one of `file`, `git` and `postgres`. Default: the file `.holdfast/state.json` in the folder of the stack.",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": false,
            "properties": {
              "file": {
                "type": "object",
                "description": "A file, for one machine only.",
                "required": [
                  "path"
                ],
                "additionalProperties": false,
                "properties": {
                  "path": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 4096,
                    "description": "Path of the file, relative to the folder of the stack and in it: no part is `..` or `node_modules`, or begins with a dot, except `.holdfast`. No default."
                  }
                }
              },
              "git": {
                "type": "object",
                "description": "A branch of a git repository, one per stack, written with compare-and-swap pushes.",
                "required": [
                  "remote",
                  "branch"
                ],
                "additionalProperties": false,
                "properties": {
                  "remote": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 2048,
                    "pattern": "^(?!-)(?![hH][tT][tT][pP][sS]?://[^/]*@)(?!.*://[^/]*:[^/]*@)[^\\u0000-\\u001F]*$",
                    "patternErrorMessage": "the name of a remote, or its URL without a password or token",
                    "examples": [
                      "origin"
                    ],
                    "description": "Remote that has the branch: its name, like `origin`, or its https or ssh URL without a password or token. A path on this machine only with HOLDFAST_ALLOW_LOCAL_REMOTES=1 in the environment. No default."
                  },
                  "branch": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^(?!HEAD$)(?!.*(\\.\\.|\\.lock(/|$)|\\.(/|$)|/(\\.|/|$)))[a-zA-Z0-9_][a-zA-Z0-9._/-]*$",
                    "patternErrorMessage": "the name of a branch like holdfast/prod",
                    "examples": [
                      "holdfast/prod"
                    ],
                    "description": "Branch that holds the state of this stack and nothing else. 1 to 200 letters, digits, `.`, `_`, `/` and `-`, beginning with a letter, a digit or `_`. No default."
                  }
                }
              },
              "postgres": {
                "type": "object",
                "description": "A table of a PostgreSQL database; many stacks may share one.",
                "required": [
                  "url_env",
                  "table"
                ],
                "additionalProperties": false,
                "properties": {
                  "url_env": {
                    "type": "string",
                    "maxLength": 128,
                    "pattern": "^HOLDFAST_[A-Z0-9_]+$",
                    "patternErrorMessage": "the name of an environment variable that begins with HOLDFAST_, not the URL itself",
                    "examples": [
                      "HOLDFAST_PG_URL"
                    ],
                    "description": "Name of the environment variable that has the URL of the database, password included; it begins with HOLDFAST_. The URL itself is never written here. No default."
                  },
                  "table": {
                    "type": "string",
                    "maxLength": 127,
                    "pattern": "^[a-z_][a-z0-9_]{0,62}(\\.[a-z_][a-z0-9_]{0,62})?$",
                    "patternErrorMessage": "the name of a table like holdfast_state or ops.holdfast_state",
                    "examples": [
                      "holdfast_state"
                    ],
                    "description": "Name of the table, with or without its schema: lower-case letters, digits and `_`, at most 63 each. No default."
                  }
                }
              }
            }
          },
          "include": {
            "type": "array",
            "maxItems": 64,
            "items": {
              "type": "string",
              "minLength": 1,
              "maxLength": 1024,
              "pattern": "^(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*)(/(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*))*/?$",
              "patternErrorMessage": "a relative path with /, in which no part begins with a dot, except ..",
              "examples": [
                "../shared/gold"
              ],
              "description": "A folder, or a YAML file."
            },
            "examples": [
              [
                "../shared/gold",
                "../shared/databases.yaml"
              ]
            ],
            "default": [],
            "description": "Shared documents that are part of this stack: folders or files below the folder `policies` and outside of every stack, relative to this file. At most 64. A document of the stack with `metadata.patch` changes fields of an included one. What is included includes nothing itself. Default: none."
          },
          "allow_hazards": {
            "type": "array",
            "uniqueItems": true,
            "items": {
              "type": "string",
              "enum": [
                "deletes-many",
                "unprotects-vaults",
                "stops-backups",
                "shortens-retention",
                "opens-download",
                "takes-over",
                "unprotects",
                "deletes-changed",
                "moves-state"
              ],
              "description": "A hazard, as plans name it."
            },
            "default": [],
            "description": "Hazards that plans of this stack may have without being allowed on the command line: `deletes-many`, `unprotects-vaults`, `stops-backups`, `shortens-retention`, `opens-download`, `takes-over`, `unprotects`, `deletes-changed`, `moves-state`. Default: none."
          },
          "unprotected_ok": {
            "type": "array",
            "maxItems": 256,
            "items": {
              "type": "object",
              "description": "Resources that need no protection, why, and until when.",
              "required": [
                "resource",
                "until",
                "reason"
              ],
              "additionalProperties": false,
              "properties": {
                "resource": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 255,
                  "examples": [
                    "scratch-*"
                  ],
                  "description": "Name of the resources, in which `*` is any text and `?` any character; or the ID of one. No default."
                },
                "until": {
                  "type": "string",
                  "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
                  "patternErrorMessage": "a date like 2027-01-31",
                  "examples": [
                    "2027-01-31"
                  ],
                  "description": "Last day on which it holds, in UTC; at most 400 days ahead. After that it counts as absent. No default."
                },
                "reason": {
                  "type": "string",
                  "minLength": 10,
                  "maxLength": 500,
                  "description": "Why, for those who read it later. 10 to 500 characters. No default."
                }
              }
            },
            "default": [],
            "description": "Servers, disks and file systems that `holdfast status` does not complain about. Default: none."
          }
        }
      }
    }
  }
}
