/**
 * How the services say no: each has its own shape of body. Codes and texts are those of the published tables:
 * CBR https://docs.otc.t-systems.com/cloud-backup-recovery/api-ref/appendix/error_codes.html,
 * gateway https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html.
 */

/** Thrown by an operation before it has changed anything; becomes the answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The gateway repeats the request's id in the body, so the body is made when the id is known. */
  readonly body: (requestId: string) => object;

  constructor(status: number, body: (requestId: string) => object, headers: Record<string, string> = {}) {
    super(`answered with status ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** `code` without its prefix: `6000`. */
export const backupService = (status: number, code: string, message: string): Refusal =>
  new Refusal(status, () => ({ error_code: `BackupService.${code}`, error_msg: message }));

/** The one code for every parameter that is wrong; only its text is specific. */
export const invalid = (message: string): Refusal => backupService(400, "9900", message);

/** The document database's: the table knows no text that is more specific. */
export const parameterError = (): Refusal =>
  new Refusal(400, () => ({ error_code: "DBS.200001", error_msg: "Parameter error." }));

/** `code` without its prefix: `0301`. */
export const gateway = (status: number, code: string, message: string, headers?: Record<string, string>): Refusal =>
  new Refusal(
    status,
    (requestId) => ({ error_msg: message, error_code: `APIGW.${code}`, request_id: requestId }),
    headers,
  );

/** 401 for credentials that are missing or wrong, in the gateway's words. */
export const unauthenticated = (detail: string): Refusal =>
  gateway(401, "0301", `Incorrect IAM authentication information: ${detail}`);

/** IAM's own: here the code is a number. */
export const keystone = (status: number, title: string, message: string): Refusal =>
  new Refusal(status, () => ({ error: { message, code: status, title } }));

/** Who we are is fine, what we want is not: `cbr:policies:create`. */
export const denied = (action: string): Refusal =>
  new Refusal(403, () => ({
    error: { code: "IAM.0003", message: `Policy doesn't allow ${action} to be performed.` },
  }));
