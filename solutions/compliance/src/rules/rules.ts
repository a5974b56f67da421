import type { Judgement, Rule, SecretFacts, Severity } from '../model.ts';
import { oldValue, pciDss } from './age.ts';
import { managedKeyShared, tooManyReaders } from './readers.ts';
import { noReplica } from './replicas.ts';
import { lateRotation, noRotation } from './rotation.ts';
import { unused } from './use.ts';
import type { Circumstances, Judge } from './verdicts.ts';

/** What a rule is, beside what it says of a secret. */
export interface RuleFacts {
  /** What is wrong where it fails. */
  readonly title: string;
  readonly severity: Severity;
  /** The control of Security Hub that asks the same. */
  readonly control: string | undefined;
  /** Of ASFF's taxonomy of types. */
  readonly type: string;
  readonly requirements: readonly string[];
  readonly remedy: string;
  readonly judge: Judge;
}

const PCI = ['PCI DSS v4.0.1/8.3.9', 'PCI DSS v4.0.1/8.6.3'] as const;
const PRACTICES = 'Software and Configuration Checks/AWS Security Best Practices';
const STANDARDS = 'Software and Configuration Checks/Industry and Regulatory Standards';

const control = (number: number) => ({
  control: `SecretsManager.${number}`,
  type: `${PRACTICES}/SecretsManager.${number}`,
});
const own = (name: string) => ({
  control: undefined,
  type: `${PRACTICES}/${name}`,
  requirements: [],
});

/** https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html has the controls. */
export const RULE_FACTS: Readonly<Record<Rule, RuleFacts>> = {
  'old-value': {
    ...control(4),
    title: 'The value of a secret is older than it may be',
    severity: 'MEDIUM',
    requirements: PCI,
    remedy: 'Rotate it: gatehouse secrets rotate, or aws secretsmanager rotate-secret.',
    judge: oldValue,
  },
  'no-rotation': {
    ...control(1),
    title: 'A secret does not rotate by itself',
    severity: 'MEDIUM',
    requirements: PCI,
    remedy: 'Give it a rotation function and a schedule.',
    judge: noRotation,
  },
  'late-rotation': {
    ...control(2),
    title: 'A secret is not rotated as its schedule says',
    severity: 'MEDIUM',
    requirements: PCI,
    remedy: 'Read the log of its rotation function, mend what failed, and rotate it.',
    judge: lateRotation,
  },
  unused: {
    ...control(3),
    title: 'A secret is not used',
    severity: 'MEDIUM',
    requirements: [],
    remedy: 'Delete it with a recovery window, in which whoever still needs it is heard.',
    judge: unused,
  },
  'too-many-readers': {
    ...own('Secret Readers'),
    title: 'A secret can be read by more than it should',
    severity: 'MEDIUM',
    remedy: 'See who can: gatehouse secrets who-can. Narrow the policies that let them.',
    judge: tooManyReaders,
  },
  'managed-key-shared': {
    ...own('Secret Key'),
    title: 'A shared secret is encrypted with the key that AWS manages',
    severity: 'LOW',
    remedy: 'Encrypt it with a customer managed key, or take the other account out of its policy.',
    judge: managedKeyShared,
  },
  'no-replica': {
    ...own('Secret Replica'),
    title: 'A secret has no replica where it should',
    severity: 'LOW',
    remedy: 'Replicate it: aws secretsmanager replicate-secret-to-regions.',
    judge: noReplica,
  },
  'pci-dss-90-days': {
    control: undefined,
    type: `${STANDARDS}/PCI-DSS`,
    title: 'A secret breaks the 90 days of PCI DSS',
    severity: 'HIGH',
    requirements: PCI,
    remedy: 'Change it now, and give it a schedule that rotates it within 90 days.',
    judge: pciDss,
  },
};

/** Rules for which it must be known who can read a secret. */
const ABOUT_READERS: ReadonlySet<Rule> = new Set(['too-many-readers', 'managed-key-shared']);

export const asksForReaders = (rules: readonly Rule[]): boolean =>
  rules.some((rule) => ABOUT_READERS.has(rule));

export const judge = (secret: SecretFacts, circumstances: Circumstances): readonly Judgement[] =>
  circumstances.parameters.rules.map((rule) => {
    const { judge: ask, severity } = RULE_FACTS[rule];
    return { rule, severity, ...ask(secret, circumstances) };
  });
