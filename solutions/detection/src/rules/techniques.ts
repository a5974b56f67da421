import type { Technique } from '../model.ts';

const INITIAL_ACCESS = 'TA0001';
const EXECUTION = 'TA0002';
const PERSISTENCE = 'TA0003';
const PRIVILEGE_ESCALATION = 'TA0004';
/** Defense Evasion until version 19. */
const STEALTH = 'TA0005';
const DEFENSE_IMPAIRMENT = 'TA0112';
const CREDENTIAL_ACCESS = 'TA0006';
const DISCOVERY = 'TA0007';
const LATERAL_MOVEMENT = 'TA0008';
const COLLECTION = 'TA0009';
const EXFILTRATION = 'TA0010';
const IMPACT = 'TA0040';

/** Techniques of MITRE ATT&CK for Enterprise, version 19.2, that events of a cloud's control plane show, with the tactics they serve there. */
const TABLE: readonly (readonly [id: string, name: string, tactics: readonly string[]])[] = [
  ['T1021.004', 'Remote Services: SSH', [LATERAL_MOVEMENT]],
  ['T1021.007', 'Remote Services: Cloud Services', [LATERAL_MOVEMENT]],
  ['T1021.008', 'Remote Services: Direct Cloud VM Connections', [LATERAL_MOVEMENT]],
  ['T1040', 'Network Sniffing', [CREDENTIAL_ACCESS, DISCOVERY]],
  ['T1059.009', 'Command and Scripting Interpreter: Cloud API', [EXECUTION]],
  ['T1069.003', 'Permission Groups Discovery: Cloud Groups', [DISCOVERY]],
  ['T1078', 'Valid Accounts', [INITIAL_ACCESS, PERSISTENCE, PRIVILEGE_ESCALATION, STEALTH]],
  [
    'T1078.004',
    'Valid Accounts: Cloud Accounts',
    [INITIAL_ACCESS, PERSISTENCE, PRIVILEGE_ESCALATION, STEALTH],
  ],
  ['T1087.004', 'Account Discovery: Cloud Account', [DISCOVERY]],
  ['T1098', 'Account Manipulation', [PERSISTENCE, PRIVILEGE_ESCALATION]],
  [
    'T1098.001',
    'Account Manipulation: Additional Cloud Credentials',
    [PERSISTENCE, PRIVILEGE_ESCALATION],
  ],
  [
    'T1098.003',
    'Account Manipulation: Additional Cloud Roles',
    [PERSISTENCE, PRIVILEGE_ESCALATION],
  ],
  ['T1098.004', 'Account Manipulation: SSH Authorized Keys', [PERSISTENCE, PRIVILEGE_ESCALATION]],
  ['T1110', 'Brute Force', [CREDENTIAL_ACCESS]],
  ['T1113', 'Screen Capture', [COLLECTION]],
  ['T1136.003', 'Create Account: Cloud Account', [PERSISTENCE]],
  ['T1190', 'Exploit Public-Facing Application', [INITIAL_ACCESS]],
  ['T1199', 'Trusted Relationship', [INITIAL_ACCESS]],
  ['T1201', 'Password Policy Discovery', [DISCOVERY]],
  ['T1484.002', 'Domain or Tenant Policy Modification: Trust Modification', [PRIVILEGE_ESCALATION]],
  ['T1485', 'Data Destruction', [IMPACT]],
  ['T1485.001', 'Data Destruction: Lifecycle-Triggered Deletion', [IMPACT]],
  ['T1486', 'Data Encrypted for Impact', [IMPACT]],
  ['T1490', 'Inhibit System Recovery', [IMPACT]],
  ['T1496', 'Resource Hijacking', [IMPACT]],
  ['T1496.001', 'Resource Hijacking: Compute Hijacking', [IMPACT]],
  ['T1496.004', 'Resource Hijacking: Cloud Service Hijacking', [IMPACT]],
  ['T1525', 'Implant Internal Image', [PERSISTENCE]],
  ['T1526', 'Cloud Service Discovery', [DISCOVERY]],
  ['T1528', 'Steal Application Access Token', [CREDENTIAL_ACCESS]],
  ['T1530', 'Data from Cloud Storage', [COLLECTION]],
  ['T1531', 'Account Access Removal', [IMPACT]],
  ['T1535', 'Unused/Unsupported Cloud Regions', [STEALTH]],
  ['T1537', 'Transfer Data to Cloud Account', [EXFILTRATION]],
  ['T1538', 'Cloud Service Dashboard', [DISCOVERY]],
  ['T1546', 'Event Triggered Execution', [PERSISTENCE, PRIVILEGE_ESCALATION]],
  [
    'T1548.005',
    'Abuse Elevation Control Mechanism: Temporary Elevated Cloud Access',
    [PRIVILEGE_ESCALATION],
  ],
  [
    'T1550.001',
    'Use Alternate Authentication Material: Application Access Token',
    [STEALTH, LATERAL_MOVEMENT],
  ],
  ['T1552.005', 'Unsecured Credentials: Cloud Instance Metadata API', [CREDENTIAL_ACCESS]],
  ['T1552.001', 'Unsecured Credentials: Credentials In Files', [CREDENTIAL_ACCESS]],
  [
    'T1555.006',
    'Credentials from Password Stores: Cloud Secrets Management Stores',
    [CREDENTIAL_ACCESS],
  ],
  ['T1556', 'Modify Authentication Process', [CREDENTIAL_ACCESS, PERSISTENCE]],
  [
    'T1556.006',
    'Modify Authentication Process: Multi-Factor Authentication',
    [CREDENTIAL_ACCESS, PERSISTENCE],
  ],
  ['T1566', 'Phishing', [INITIAL_ACCESS]],
  ['T1578.001', 'Modify Cloud Compute Infrastructure: Create Snapshot', [STEALTH]],
  ['T1578.002', 'Modify Cloud Compute Infrastructure: Create Cloud Instance', [STEALTH]],
  [
    'T1578.005',
    'Modify Cloud Compute Infrastructure: Modify Cloud Compute Configurations',
    [STEALTH],
  ],
  ['T1580', 'Cloud Infrastructure Discovery', [DISCOVERY]],
  ['T1606', 'Forge Web Credentials', [CREDENTIAL_ACCESS]],
  ['T1619', 'Cloud Storage Object Discovery', [DISCOVERY]],
  ['T1648', 'Serverless Execution', [EXECUTION]],
  ['T1651', 'Cloud Administration Command', [EXECUTION]],
  ['T1666', 'Modify Cloud Resource Hierarchy', [DEFENSE_IMPAIRMENT]],
  ['T1685', 'Disable or Modify Tools', [DEFENSE_IMPAIRMENT]],
  ['T1685.002', 'Disable or Modify Tools: Disable or Modify Cloud Log', [DEFENSE_IMPAIRMENT]],
  ['T1686.001', 'Disable or Modify System Firewall: Cloud Firewall', [DEFENSE_IMPAIRMENT]],
];

const KNOWN: ReadonlyMap<string, Technique> = new Map(
  TABLE.map(([id, name, tactics]) => [id, { id, name, tactics }]),
);

/** What version 19 revoked, by what it became. */
const REVOKED: ReadonlyMap<string, string> = new Map([
  ['T1562', 'T1685'],
  ['T1562.001', 'T1685'],
  ['T1562.006', 'T1685'],
  ['T1562.007', 'T1686.001'],
  ['T1562.008', 'T1685.002'],
  ['T1562.010', 'T1689'],
  ['T1656', 'T1684.001'],
]);

/** The id of today: rules that were written earlier have older ones. */
export const currentTechnique = (id: string): string => REVOKED.get(id) ?? id;

/** What is known of techniques by their ids; one that is not known here keeps its id for a name. */
export const techniquesOf = (ids: readonly string[]): readonly Technique[] =>
  ids.map(currentTechnique).map((id) => KNOWN.get(id) ?? { id, name: id, tactics: [] });

export const isTechniqueKnown = (id: string): boolean => KNOWN.has(id);

/** The technique's page. */
export const techniquePage = (id: string): string =>
  `https://attack.mitre.org/techniques/${currentTechnique(id).replace('.', '/')}/`;
