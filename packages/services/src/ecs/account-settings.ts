import type { SettingName } from '@aws-sdk/client-ecs';
import { type Call, type Principal, principalArn, rootArn } from '@gatehouse/service-kit';
import { settingOfOthers, settingValueInvalid, shouldBeOneOf } from './errors.ts';
import { accountSettings } from './repositories/account-settings.ts';

interface Setting {
  readonly values: readonly string[];
  /** What an account has that never set it (ECS Developer Guide, "Account settings"). */
  readonly usual: string;
}

const SWITCH = ['enabled', 'disabled'];
const KNOWN: Readonly<Record<SettingName, Setting>> = {
  serviceLongArnFormat: { values: SWITCH, usual: 'enabled' },
  taskLongArnFormat: { values: SWITCH, usual: 'enabled' },
  containerInstanceLongArnFormat: { values: SWITCH, usual: 'enabled' },
  awsvpcTrunking: { values: SWITCH, usual: 'disabled' },
  containerInsights: { values: ['enabled', 'disabled', 'enhanced'], usual: 'disabled' },
  fargateFIPSMode: { values: SWITCH, usual: 'disabled' },
  fargateTaskRetirementWaitPeriod: { values: ['0', '7', '14'], usual: '7' },
  fargateEventWindows: { values: SWITCH, usual: 'disabled' },
  guardDutyActivate: { values: ['on', 'off'], usual: 'off' },
  tagResourceAuthorization: { values: ['on', 'off'], usual: 'on' },
  defaultLogDriverMode: { values: ['blocking', 'non-blocking'], usual: 'non-blocking' },
};
// AWS's message lists these, whatever else it accepts.
const LISTED = [
  'serviceLongArnFormat',
  'taskLongArnFormat',
  'containerInstanceLongArnFormat',
  'containerLongArnFormat',
  'awsvpcTrunking',
  'containerInsights',
  'dualStackIPv6',
];

const isSettingName = (name: string): name is SettingName => Object.hasOwn(KNOWN, name);

const settingNames: readonly SettingName[] = Object.keys(KNOWN).filter(isSettingName);

export const requireSetting = (name: string | undefined): SettingName => {
  if (name === undefined || !isSettingName(name)) throw shouldBeOneOf(String(name), LISTED);
  return name;
};

export const requireValue = (name: SettingName, value: string | undefined): string => {
  if (value === undefined || !KNOWN[name].values.includes(value)) throw settingValueInvalid(name);
  return value;
};

/** Whose settings a caller has: a session those of its role, a federated user those of the root user. */
const settingsPrincipal = (principal: Principal, account: string): string => {
  if (principal.kind === 'assumed-role') return principal.roleArn;
  return principal.kind === 'user' ? principalArn(principal) : rootArn(account);
};

/** The principal that a request names; only the root user may name another than itself. */
export const namedPrincipal = (call: Call, given: string | undefined): string => {
  const own = settingsPrincipal(call.principal, call.account);
  if (given === undefined || given === '' || given === own) return own;
  const arns = new RegExp(`^arn:aws:iam::${call.account}:(?:root|(?:user|role)/[!-~]{1,600})$`);
  if (call.principal.kind !== 'root' || !arns.test(given)) throw settingOfOthers();
  return given;
};

interface EffectiveSetting {
  readonly name: SettingName;
  readonly value: string;
  readonly principal: string;
  readonly explicit: boolean;
}

/** Every setting of a principal: its own, else the account's default, else AWS's. */
export const settingsOf = async (call: Call, principal: string): Promise<EffectiveSetting[]> => {
  const root = rootArn(call.account);
  const stored = await accountSettings.of(call.tx, call, [...new Set([principal, root])]);
  return settingNames.toSorted().map((name) => {
    const own = stored.find((row) => row.name === name && row.principal === principal);
    const common = stored.find((row) => row.name === name && row.principal === root);
    return {
      name,
      value: (own ?? common)?.value ?? KNOWN[name].usual,
      principal: own === undefined ? root : principal,
      explicit: own !== undefined,
    };
  });
};

export const effectiveValue = async (call: Call, name: SettingName): Promise<string> => {
  const all = await settingsOf(call, settingsPrincipal(call.principal, call.account));
  return all.find((setting) => setting.name === name)?.value ?? KNOWN[name].usual;
};
