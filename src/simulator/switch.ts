/**
 * The document database's backup download switch: one per project, never deleted.
 * Reference: https://support.huaweicloud.com/intl/en-us/api-dds/dds_api_0280.html (POST), _0281 (PUT), _0282 (GET).
 */
import { randomUUID } from "node:crypto";
import { wrongInBody } from "./bodies.ts";
import type { Operation } from "./call.ts";
import { parameterError } from "./errors.ts";
import type { DownloadPolicy } from "./stored.ts";

export const showDownloadPolicy: Operation = ({ project, personality }) => ({
  status: 200,
  body: project.downloadPolicy ?? (personality.unsetSwitch === "nulls" ? { id: null, action: null } : {}),
});

export const createDownloadPolicy: Operation = ({ project, body, personality }) => {
  if (wrongInBody("SaveBackupDownloadPolicy", body)) throw parameterError();
  if (project.downloadPolicy && personality.postSwitchTwice === "reject") throw parameterError();
  const { action } = body as DownloadPolicy;
  project.downloadPolicy = { id: project.downloadPolicy?.id ?? newId(), action };
  return { status: 200, body: {} };
};

export const updateDownloadPolicy: Operation = ({ project, body }) => {
  if (wrongInBody("UpdateBackupDownloadPolicy", body)) throw parameterError();
  const { id, action } = body as DownloadPolicy;
  if (project.downloadPolicy?.id !== id) throw parameterError();
  project.downloadPolicy = { id, action };
  return { status: 200, body: {} };
};

/** 32 hexadecimal digits and the service's mark, as in the reference. */
const newId = (): string => `${randomUUID().replaceAll("-", "")}br02`;
