import type { Clients } from '@gatehouse/clients';
import type { Credentials } from '../../model/index.ts';

/**
 * A call that changes nothing, costs nothing and needs no resource, made with credentials that should be dead. It has to be one that IAM
 * decides: GetCallerIdentity answers whatever the policies say.
 */
export interface ProbeCall {
  readonly name: string;
  readonly call: (clients: Clients) => Promise<unknown>;
}

/** By which the broker knows its own calls with a person's credentials. */
export const PROBE_AGENT = 'gatehouse-probe';

export const PROBE_CALLS: readonly ProbeCall[] = [
  {
    name: 'iam:ListAccountAliases',
    call: (clients) => clients.iam({ once: true }).listAccountAliases({}),
  },
  {
    name: 'iam:GetAccountSummary',
    call: (clients) => clients.iam({ once: true }).getAccountSummary({}),
  },
  {
    name: 'iam:GetAccountPasswordPolicy',
    call: (clients) => clients.iam({ once: true }).getAccountPasswordPolicy({}),
  },
];

/**
 * `denied`: an explicit deny of an identity-based policy, which is what a cut is. `over`: the credentials are no longer any.
 * `alive`: allowed, or refused only because nothing allows it, which says nothing. `barred`: denied by something else than the role's
 * policies, which may hide what these say. `unclear`: no answer.
 */
export type ProbeResult = 'denied' | 'over' | 'alive' | 'barred' | 'unclear';

const OVER = new Set(['ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId']);

export const probe = async (
  clients: Clients,
  credentials: Credentials,
  { call }: ProbeCall,
): Promise<ProbeResult> => {
  try {
    await call(clients.withCredentials(() => Promise.resolve(credentials), PROBE_AGENT));
    return 'alive';
  } catch (error) {
    if (!(error instanceof Error)) return 'unclear';
    if (OVER.has(error.name)) return 'over';
    if (error.name.startsWith('AccessDenied')) {
      // The words that tell kinds of denial apart are documented: IAM User Guide, "Troubleshoot access denied error messages".
      if (/explicit deny in an identity-based policy/i.test(error.message)) return 'denied';
      return /explicit deny/i.test(error.message) ? 'barred' : 'alive';
    }
    // An error of the service itself comes after the decision of IAM.
    return Reflect.get(error, '$fault') === 'client' ? 'alive' : 'unclear';
  }
};
