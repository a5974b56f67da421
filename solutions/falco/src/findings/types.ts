import type { FalcoAlert } from '../alerts/alert.ts';

/** MITRE ATT&CK tactics as Falco's rules tag them, in the words of the ASFF types taxonomy (Security Hub User Guide). */
const TACTICS: ReadonlyMap<string, string> = new Map([
  ['mitre_initial_access', 'Initial Access'],
  ['mitre_execution', 'Execution'],
  ['mitre_persistence', 'Persistence'],
  ['mitre_privilege_escalation', 'Privilege Escalation'],
  ['mitre_defense_evasion', 'Defense Evasion'],
  ['mitre_credential_access', 'Credential Access'],
  ['mitre_discovery', 'Discovery'],
  ['mitre_lateral_movement', 'Lateral Movement'],
  ['mitre_collection', 'Collection'],
  ['mitre_command_and_control', 'Command and Control'],
]);

// Of the tactics that the taxonomy does not know among TTPs, these are its effects.
const EFFECTS: ReadonlyMap<string, string> = new Map([
  ['mitre_exfiltration', 'Data Exfiltration'],
  ['mitre_impact', 'Denial of Service'],
]);

const TECHNIQUE = /^T\d{4}(?:\.\d{3})?$/;
const MOST_TYPES = 50;

/** `TTPs/Credential Access/T1555`: one for each tactic of the rule with each of its techniques. */
export const typesOf = ({ tags }: Pick<FalcoAlert, 'tags'>): readonly string[] => {
  const techniques = tags.filter((tag) => TECHNIQUE.test(tag));
  const tactics = tags.flatMap((tag) => {
    // The official rules write "mitre_exfiltration" as well as "mitre_lateral_movement" and older ones with dashes.
    const name = tag.toLowerCase().replaceAll('-', '_');
    const tactic = TACTICS.get(name);
    const effect = EFFECTS.get(name);
    if (tactic !== undefined) return [`TTPs/${tactic}`];
    return effect === undefined ? [] : [`Effects/${effect}`];
  });
  const types = tactics.flatMap((tactic) =>
    techniques.length === 0 ? [tactic] : techniques.map((technique) => `${tactic}/${technique}`),
  );
  return types.length === 0
    ? ['Software and Configuration Checks']
    : [...new Set(types)].slice(0, MOST_TYPES);
};
