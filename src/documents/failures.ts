/** What failures mean and what to do, by code: for `explain` and for CODES.md. TROUBLESHOOTING.md has the same words. Pure. */
import type { FailureCode } from "../model/problem.ts";
import type { ProblemCode } from "../model/rules.ts";

export interface FailureText {
  readonly summary: string;
  readonly help: string;
}

/** A code that is a problem too is explained there. */
export const failures: Readonly<Record<Exclude<FailureCode, ProblemCode>, FailureText>> = {
  "cloud-denied": {
    summary: "The cloud does not accept the credentials (401), or they may not do this (403).",
    help: "Run `holdfast whoami`. For 401: correct the credentials, and the clock of this machine. For 403: add the action that the message names, see Permissions in IAM.",
  },
  "cloud-not-found": {
    summary: "The service answers that this policy or vault does not exist.",
    help: "Plan again. Correct an id that the files name.",
  },
  "cloud-refused": {
    summary: "The service refused the request itself: a quota, a value it does not accept, a vault of another type.",
    help: "Read the cloud's error code in the message. Correct the document, or raise the quota.",
  },
  "cloud-throttled": {
    summary: "The cloud still limits the rate after the last attempt.",
    help: "Run it later, or give `apply` a lower `--parallelism`.",
  },
  "cloud-broken": {
    summary: "The cloud still answers with a server error (5xx) after the last attempt.",
    help: "Run it later. If it stays, give the request id to the vendor's support.",
  },
  "cloud-unreachable": {
    summary:
      "Nothing was sent: DNS, TLS, a proxy or the connection failed; or the create is certain not to have happened.",
    help: "Check region, network and proxy (`HTTPS_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`), then run it again.",
  },
  "cloud-unanswered": {
    summary: "A request was sent, and its result is unknown: it may have happened.",
    help: "Run the command again: it first looks at what the cloud has.",
  },
  "cloud-unexpected": {
    summary:
      "The answer is not one of this API: an error page of a proxy, another service at this address, a policy without an id.",
    help: "Check `endpoints` in `stack.yaml`, `HW_CLOUD` and the proxy. In CI, check `GITHUB_API_URL`.",
  },
  "cloud-moved": {
    summary:
      "Between plan and apply, another user changed or created what this change is about. The change was not made.",
    help: "Plan again, and look at what is there now.",
  },
  "successor-failed": {
    summary:
      "A vault was to move to another policy, and binding that one failed. So nothing was taken away, and the vault is still protected.",
    help: "Fix the failure of the other policy, then apply again.",
  },
  "credentials-missing": {
    summary:
      "There are no credentials, neither in the environment nor in a file; or `HOLDFAST_PG_URL` or `GITHUB_TOKEN` is not set.",
    help: "Set one of the logins, or the variable that the message names.",
  },
  "credentials-unclear": {
    summary:
      "A login is incomplete, two logins are set of which only one can be meant, or an agency is set, which Holdfast cannot use.",
    help: "Set the variable that is missing, or unset the one that is not meant.",
  },
  "host-untrusted": {
    summary:
      "Credentials would go to a host that is not one of the cloud's own, or over a connection without verified TLS.",
    help: "If the host is right, name it in `HOLDFAST_TRUST_HOSTS`. If not, correct `endpoints` or `region`.",
  },
  "project-unknown": {
    summary: "The credentials do not reach the project, they are for another one, or several have this name.",
    help: "Correct `project_id` or `project_name` and the region, or get credentials of this project.",
  },
  "state-leased": {
    summary: "Another run is applying.",
    help: "Wait until it has finished, or give `--lock-timeout 5m`: then a run that died is noticed when its lease stays unchanged for its time-to-live. If you know that it is dead: `holdfast state release`.",
  },
  "lease-lost": {
    summary:
      "This run did not renew its lease in time, for example because the machine slept, and another run may have taken over. It stopped.",
    help: "Apply again: it first finds out what became of the changes.",
  },
  "state-conflict": {
    summary: "Another run wrote the state first. Nothing was stored.",
    help: "Run the command again.",
  },
  "state-broken": {
    summary: "What is stored is not a state, is damaged, or has invalid names or ids. Holdfast leaves it as it is.",
    help: "Put back the last good version, from a backup or from git. The message names the file to remove, if there is one.",
  },
  "state-foreign": {
    summary: "The state was made for another stack, cloud, region or project.",
    help: "Put `stack.yaml` back to what it was, or give the changed stack a state of its own.",
  },
  "state-moved": {
    summary:
      "The state was moved to another store, or its move was not finished, and `stack.yaml` does not name the right one.",
    help: "Name the store in `stack.yaml` that the message names, or run `holdfast state migrate` again.",
  },
  "state-unreachable": {
    summary: "The server with the state does not answer.",
    help: "Apply again when it answers. In a fork's plan this is expected: the database is a secret.",
  },
  "state-unwritable": {
    summary:
      "The store refuses: no permission, git or its remote is not set up, a state file that git tracks or that a link leads to.",
    help: "Do what the message says. A state file that git tracks could be changed by any pull request, with what is protected: `git rm --cached` it, commit that, and move it to a branch of its own with `holdfast state migrate`.",
  },
  interrupted: {
    summary: "The run was stopped with Ctrl-C or a signal. What was done is recorded.",
    help: "Run it again.",
  },
  "plan-file": {
    summary: "The file cannot be read, or is not a saved plan.",
    help: "Make one with `holdfast plan --out FILE`.",
  },
  "base-unreadable": {
    summary: "This clone does not have the revision of `--base`, or its files have errors.",
    help: "Fetch it: `git fetch origin`, in a workflow `fetch-depth: 0`. Or name another revision.",
  },
  disk: {
    summary: "A file cannot be read or written, is a link that is not written through, or the disk is full.",
    help: "Free space, correct permissions, or name another file.",
  },
  usage: {
    summary: "The command line, a variable or a setting cannot be used as it is. The exit code is 64.",
    help: "Do what the message says; `--help` of the command has examples.",
  },
};
