import type { AppClient } from '../model.ts';

const DEFAULT_FLOWS = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];

export type PasswordFlow =
  | 'USER_SRP_AUTH'
  | 'USER_PASSWORD_AUTH'
  | 'ADMIN_USER_PASSWORD_AUTH'
  | 'REFRESH_TOKEN_AUTH'
  | 'USER_AUTH';

/** The names that ExplicitAuthFlows had before `ALLOW_`; with them, SRP and refresh tokens need no permission. */
const LEGACY: Readonly<Record<PasswordFlow, string | undefined>> = {
  USER_SRP_AUTH: undefined,
  REFRESH_TOKEN_AUTH: undefined,
  USER_PASSWORD_AUTH: 'USER_PASSWORD_AUTH',
  ADMIN_USER_PASSWORD_AUTH: 'ADMIN_NO_SRP_AUTH',
  USER_AUTH: 'none',
};

/** Whether the client may sign people in this way (CreateUserPoolClient, ExplicitAuthFlows). */
export const allowsFlow = ({ settings }: AppClient, flow: PasswordFlow): boolean => {
  const given = settings.ExplicitAuthFlows ?? [];
  const flows: readonly string[] = given.length === 0 ? DEFAULT_FLOWS : given;
  if (flows.includes(`ALLOW_${flow}`)) return true;
  const isLegacy = flows.every((name) => !name.startsWith('ALLOW_'));
  if (!isLegacy) return false;
  const legacy = LEGACY[flow];
  if (legacy !== undefined) return flows.includes(legacy);
  return !flows.includes('CUSTOM_AUTH_FLOW_ONLY');
};
