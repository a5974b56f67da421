import { CONTROLS, type Control } from './controls.ts';

export interface Standard {
  /** `aws-foundational-security-best-practices/v/1.0.0` */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly enabledByDefault: boolean;
}

/** User Guide, "Standards reference". */
export const STANDARDS: readonly Standard[] = [
  {
    path: 'aws-foundational-security-best-practices/v/1.0.0',
    name: 'AWS Foundational Security Best Practices v1.0.0',
    description: 'Where accounts and resources deviate from the security best practices of AWS.',
    enabledByDefault: true,
  },
  {
    path: 'cis-aws-foundations-benchmark/v/1.2.0',
    name: 'CIS AWS Foundations Benchmark v1.2.0',
    description: 'Configuration best practices of the Center for Internet Security, version 1.2.0.',
    enabledByDefault: true,
  },
  {
    path: 'cis-aws-foundations-benchmark/v/1.4.0',
    name: 'CIS AWS Foundations Benchmark v1.4.0',
    description: 'Configuration best practices of the Center for Internet Security, version 1.4.0.',
    enabledByDefault: false,
  },
  {
    path: 'cis-aws-foundations-benchmark/v/3.0.0',
    name: 'CIS AWS Foundations Benchmark v3.0.0',
    description: 'Configuration best practices of the Center for Internet Security, version 3.0.0.',
    enabledByDefault: false,
  },
  {
    path: 'nist-800-53/v/5.0.0',
    name: 'NIST Special Publication 800-53 Revision 5',
    description: 'Security and privacy controls of information systems.',
    enabledByDefault: false,
  },
  {
    path: 'pci-dss/v/3.2.1',
    name: 'PCI DSS v3.2.1',
    description: 'Data security of the payment card industry, version 3.2.1.',
    enabledByDefault: false,
  },
];

export const DEFAULT_STANDARDS = STANDARDS.filter(({ enabledByDefault }) => enabledByDefault);

// The first version of the benchmark has an ARN of another form.
const RULESET = 'cis-aws-foundations-benchmark/v/1.2.0';

export const standardArn = ({ path }: Pick<Standard, 'path'>, region: string): string =>
  path === RULESET
    ? `arn:aws:securityhub:::ruleset/${path}`
    : `arn:aws:securityhub:${region}::standards/${path}`;

export const standardOf = (arn: string, region: string): Standard | undefined =>
  STANDARDS.find((standard) => standardArn(standard, region) === arn);

export const controlsOf = ({ path }: Pick<Standard, 'path'>): readonly Control[] =>
  CONTROLS.filter(({ standards }) => standards.includes(path));

export const controlOf = (id: string): Control | undefined =>
  CONTROLS.find((control) => control.id === id);
