import type { ReportedAlert } from '../report/report.ts';

/** ATT&CK tactics in the words of the ASFF types taxonomy (Security Hub User Guide, "Types taxonomy for ASFF"). */
const TACTICS: ReadonlyMap<string, string> = new Map([
  ['TA0001', 'TTPs/Initial Access'],
  ['TA0002', 'TTPs/Execution'],
  ['TA0003', 'TTPs/Persistence'],
  ['TA0004', 'TTPs/Privilege Escalation'],
  ['TA0005', 'TTPs/Defense Evasion'],
  ['TA0112', 'TTPs/Defense Evasion'],
  ['TA0006', 'TTPs/Credential Access'],
  ['TA0007', 'TTPs/Discovery'],
  ['TA0008', 'TTPs/Lateral Movement'],
  ['TA0009', 'TTPs/Collection'],
  ['TA0010', 'Effects/Data Exfiltration'],
  ['TA0011', 'TTPs/Command and Control'],
]);

const DESTRUCTION = /^T14(?:85|86|90)\b/;
const RESOURCES = /^T1496\b/;

/** What an impact is, which is no single word of the taxonomy. */
const impactOf = (technique: string): string => {
  if (DESTRUCTION.test(technique)) return 'Effects/Data Destruction';
  return RESOURCES.test(technique) ? 'Effects/Resource Consumption' : 'Effects/Denial of Service';
};

/** Learned rules say that something is unusual, whatever it may be part of. */
const UNUSUAL: ReadonlyMap<string, string> = new Map([
  ['behaviour', 'Unusual Behaviors/User'],
  ['insight', 'Unusual Behaviors/Application'],
]);

const MOST_TYPES = 50;

/** `TTPs/Credential Access/T1555`: of each technique each tactic that it serves. */
export const typesOf = ({ rule }: Pick<ReportedAlert, 'rule'>): string[] => {
  const unusual = UNUSUAL.get(rule.origin);
  const types = rule.techniques.flatMap(({ id, tactics }) =>
    tactics.flatMap((tactic) => {
      const type = tactic === 'TA0040' ? impactOf(id) : TACTICS.get(tactic);
      return type === undefined ? [] : [`${type}/${id}`];
    }),
  );
  const all = [...new Set([...(unusual === undefined ? [] : [unusual]), ...types])];
  return all.length === 0 ? ['TTPs/Execution'] : all.slice(0, MOST_TYPES);
};
