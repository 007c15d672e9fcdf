/** Whether a body fits the API's contract, as published. The client checks documents with code of its own. */
import { type ErrorObject, requests } from "../generated/requests.js";

/**
 * What is wrong, in words like the service's: `invalid key enable_accelerations`; undefined when nothing is.
 * @param isKnown whether the service knows a member that the contract lacks: `novel` in `/policy/operation_definition`
 */
export function wrongInBody(
  operation: keyof typeof requests,
  body: unknown,
  isKnown: (member: string, place: string) => boolean = () => false,
): string | undefined {
  const isValid = requests[operation];
  if (isValid(body)) return undefined;
  const isAllowed = ({ keyword, instancePath, params }: ErrorObject) =>
    keyword === "additionalProperties" && isKnown(String(params.additionalProperty), instancePath);
  const errors = (isValid.errors ?? []).filter((error) => !isAllowed(error));
  if (errors.length === 0) return undefined;
  // The service names one fault, and a key that it does not know before all others.
  const error = errors.find(({ keyword }) => keyword === "additionalProperties") ?? errors[0];
  return error ? inWords(error) : "Parameter verification failed.";
}

function inWords({ keyword, instancePath, params }: ErrorObject): string {
  if (keyword === "additionalProperties") return `invalid key ${params.additionalProperty}`;
  if (keyword === "required") return `Invalid ${params.missingProperty} provided.`;
  // Of `/policy/trigger/properties/pattern/0` the field is `pattern`.
  const field = instancePath.split("/").findLast((part) => !/^\d*$/.test(part));
  return field === undefined ? "Parameter verification failed." : `Invalid ${field} provided.`;
}
