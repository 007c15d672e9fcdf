/** All kinds by their names, and the API of each service. */
import type { KindName, ServiceName } from "../generated/facts.ts";
import { type Address, kindOf } from "../model/policy.ts";
import type { Api, Kind, Service } from "./kind.ts";
import * as folders from "./services.ts";

/** A service that has a contract and is missing there does not compile. */
const services: { readonly [S in ServiceName]: Service<S> } = folders;

export const kinds: Readonly<Record<KindName, Kind>> = Object.assign(
  {},
  ...Object.values(services).map((service) => service.kinds),
);

export const apis = Object.fromEntries(Object.entries(services).map(([name, { api }]) => [name, api])) as Readonly<
  Record<ServiceName, Api>
>;

/** The API that a policy is read and written with. */
export const apiOf = (address: Address): Api => apis[kinds[kindOf(address)].service];
