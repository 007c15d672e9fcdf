/** All kinds by their names, and the API of each service. */
import { type CloudName, type KindName, SERVICES, type ServiceName } from "../generated/facts.ts";
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

/** How to find out what is protected, of the services that keep backups in vaults. */
export const protections = Object.values(services as Readonly<Record<string, Pick<Service, "protection">>>).flatMap(
  ({ protection }) => protection ?? [],
);

/** The services of the policies that a cloud offers. */
export const servicesAt = (cloud: CloudName): ServiceName[] =>
  SERVICES.filter((name) =>
    Object.values(kinds).some(({ service, clouds }) => service === name && clouds.includes(cloud)),
  );

/** The API that a policy is read and written with. */
export const apiOf = (address: Address): Api => apis[kinds[kindOf(address)].service];
