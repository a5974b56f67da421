import type { RoleChoice } from './session.ts';

const REGION = 'gatehouse.region';
const MODE = 'gatehouse.mode';
const ROLES = 'gatehouse.roles';
const ACCOUNT = 'gatehouse.account';
const MOST_ROLES = 5;

/** What this browser remembers of its person: conveniences, never a secret. */
const read = (name: string): string | undefined => {
  try {
    return window.localStorage.getItem(name) ?? undefined;
  } catch {
    // Storage can be switched off; then nothing is remembered.
    return undefined;
  }
};

const write = (name: string, value: string): void => {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // See read.
  }
};

export const keptRegion = (): string => {
  const kept = read(REGION);
  return kept !== undefined && /^[a-z]{2}(-[a-z]+){1,2}-\d$/.test(kept) ? kept : 'us-east-1';
};
export const keepRegion = (region: string): void => write(REGION, region);

export const keptAccount = (): string => read(ACCOUNT) ?? '';
export const keepAccount = (account: string): void => write(ACCOUNT, account);

export type Mode = 'light' | 'dark';

export const keptMode = (): Mode => {
  const kept = read(MODE);
  if (kept === 'light' || kept === 'dark') return kept;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
};
export const keepMode = (mode: Mode): void => write(MODE, mode);

const isRole = (value: unknown): value is RoleChoice =>
  value !== null &&
  typeof value === 'object' &&
  'account' in value &&
  'roleName' in value &&
  typeof value.account === 'string' &&
  typeof value.roleName === 'string';

/** Roles switched to lately, the latest first. */
export const keptRoles = (): readonly RoleChoice[] => {
  try {
    const parsed: unknown = JSON.parse(read(ROLES) ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isRole).slice(0, MOST_ROLES) : [];
  } catch {
    return [];
  }
};

export const keepRole = (role: RoleChoice): void => {
  const others = keptRoles().filter(
    ({ account, roleName }) => account !== role.account || roleName !== role.roleName,
  );
  write(ROLES, JSON.stringify([role, ...others].slice(0, MOST_ROLES)));
};
