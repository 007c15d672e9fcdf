/** `holdfast simulate`: the simulated cloud as a server, until a signal ends it. */
import { resolve } from "node:path";
import { type Credentials, credentialsFrom } from "../cloud/credentials.ts";
import { SERVICES } from "../generated/facts.ts";
import { EXIT, type ExitCode } from "../model/exit.ts";
import { Failure } from "../model/problem.ts";
import type { Io } from "../process/io.ts";
import { parseFaults } from "../simulator/faults.ts";
import { type SimulatorOptions, startSimulator } from "../simulator/server.ts";

export interface SimulateOptions {
  readonly port: number;
  readonly data: string | undefined;
  readonly vaults: readonly string[] | "any";
  readonly latencyMs: number;
  readonly faults: string | undefined;
  readonly requireAuth: boolean;
}

export async function simulate(options: SimulateOptions, io: Io): Promise<ExitCode> {
  const { port, data, vaults, latencyMs, faults, requireAuth } = options;
  const simulator = await started({
    port,
    latencyMs,
    vaults,
    ...(data !== undefined && { data: resolve(io.settings.cwd, data) }),
    ...(faults !== undefined && { faults: parsed(faults) }),
    ...(requireAuth && { requireAuth: accountsFrom(credentialsFrom(io.settings.env)?.credentials) }),
  });
  // One line with nothing else on it, so that a script can read the address.
  io.out(`${simulator.url}\n`);
  io.err(`The simulated cloud listens here. For a stack with cloud: simulator, write in stack.yaml:\n`);
  const endpoints = [...SERVICES, "iam"].map((service) => `${service}: "${simulator.url}"`);
  io.err(`  endpoints: { ${endpoints.join(", ")} }\n`);
  io.err("To send it your credentials, and for stacks of another cloud, set in the environment:\n");
  io.err(`  HOLDFAST_TRUST_HOSTS=${new URL(simulator.url).host}\n`);
  const signal = await new Promise<NodeJS.Signals>((ended) => {
    process.once("SIGINT", ended);
    process.once("SIGTERM", ended);
  });
  await simulator.close();
  return signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
}

async function started(options: SimulatorOptions) {
  try {
    return await startSimulator(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      const hint = "choose another --port; 0 takes a free one";
      throw new Failure("usage", `port ${options.port} is in use`, { hint, cause: error });
    }
    throw new Failure("disk", `the simulated cloud cannot start: ${(error as Error).message}`, {
      hint: "choose another --port or --data",
      cause: error,
    });
  }
}

function parsed(text: string) {
  try {
    return parseFaults(text);
  } catch (error) {
    throw new Failure("usage", (error as Error).message, {
      hint: "for example --faults 503@GET:cbr,429@POST:policies:2",
    });
  }
}

/** Who may log in: the user in the environment, or else the guest that --help names. */
function accountsFrom(credentials: Credentials | undefined): NonNullable<SimulatorOptions["requireAuth"]> {
  if (credentials?.kind === "keys") return { keys: [credentials] };
  if (credentials?.kind === "password") {
    return { users: [{ name: credentials.user, password: credentials.password, domain: credentials.domain }] };
  }
  if (credentials?.kind === "oidc" && credentials.idToken.from === "value") {
    return { idTokens: [{ provider: credentials.provider, token: credentials.idToken.value }] };
  }
  if (credentials) {
    throw new Failure("usage", "the simulated cloud cannot check a token that another service issues", {
      hint: "set HW_ACCESS_KEY and HW_SECRET_KEY, or HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME, or HW_ASSUME_ROLE_IDP_ID and HW_ASSUME_ROLE_ID_TOKEN",
    });
  }
  return {
    keys: [{ access: "guest", secret: "guest" }],
    users: [{ name: "guest", password: "guest", domain: "guest" }],
  };
}
