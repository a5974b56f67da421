import type { RuleOrigin } from '../../../api/detection/model.ts';

export const ORIGINS: Readonly<Record<RuleOrigin, string>> = {
  workload: 'Workload questions',
  cis: 'CIS AWS Foundations',
  attack: 'Attack techniques',
  behaviour: 'Behaviour',
  insight: 'Insights',
  trap: 'Traps',
  sigma: 'Sigma',
  custom: 'Own rules',
};

const isOrigin = (text: string): text is RuleOrigin => Object.hasOwn(ORIGINS, text);

export const originText = (origin: string): string => (isOrigin(origin) ? ORIGINS[origin] : origin);

export const ORIGIN_CHOICES: readonly (readonly [value: string, label: string])[] =
  Object.entries(ORIGINS);

/** Tactics of MITRE ATT&CK for Enterprise, in the order of its matrix. */
export const TACTICS: readonly (readonly [id: string, name: string])[] = [
  ['TA0043', 'Reconnaissance'],
  ['TA0042', 'Resource development'],
  ['TA0001', 'Initial access'],
  ['TA0002', 'Execution'],
  ['TA0003', 'Persistence'],
  ['TA0004', 'Privilege escalation'],
  ['TA0005', 'Stealth'],
  ['TA0112', 'Defense impairment'],
  ['TA0006', 'Credential access'],
  ['TA0007', 'Discovery'],
  ['TA0008', 'Lateral movement'],
  ['TA0009', 'Collection'],
  ['TA0011', 'Command and control'],
  ['TA0010', 'Exfiltration'],
  ['TA0040', 'Impact'],
];

export const tacticText = (id: string): string => TACTICS.find(([one]) => one === id)?.[1] ?? id;

/** What comes after `user/` or `role/`; the whole where there is nothing of the kind. */
export const shortName = (actor: string): string => actor.split('/').slice(1).join('/') || actor;

/** Times of events that are searched for around an alert. */
export const HALF_HOUR = 1_800_000;

export const around = (
  firstAt: string,
  lastAt: string,
): { readonly from: string; readonly to: string } => ({
  from: new Date(Date.parse(firstAt) - HALF_HOUR).toISOString(),
  to: new Date(Date.parse(lastAt) + HALF_HOUR).toISOString(),
});
