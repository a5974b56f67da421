import type { TrailEvent } from '../model.ts';
import { valueAt } from './fields.ts';
import type { CallerKind, RuleParameters } from './model.ts';
import { nameTest } from './names.ts';

const INVOKED_BY = ['userIdentity', 'invokedBy'];
const FROM_CONSOLE = ['sessionCredentialFromConsole'];
const AWS = '.amazonaws.com';

/** What tools that apply written descriptions say of themselves. Who lies about it lowers a severity, and is still told. */
const TOOL =
  /terraform|opentofu|pulumi|cloudformation|aws-cdk|cdk-assets|ansible|crossplane|boto3-cfn|github-?actions|gitlab|jenkins|codebuild|codepipeline|argocd|spacelift|atlantis/i;
const CONSOLE =
  /^(?:console\.|signin\.)[a-z.]*amazonaws\.com|aws-internal|\[?S3Console|^AWS Internal$|AWSConsole|^Mozilla\//i;
const SERVICE_ROLE = /\/aws-service-role\/|^AWSServiceRoleFor|\/AWSServiceRoleFor/;
const SCANNER =
  /audit|scanner|inventory|datadog|wiz[-_]|lacework|orca|vanta|drata|prisma|snyk|newrelic|dynatrace|splunk|prowler|steampipe|cloudquery|cloudhealth|cloudability|spot-?io|turbot|cloudcustodian|c7n|config-?rules|monitoring|external-?secrets|exec-env\/AWS_Lambda/i;
const PIPELINE_SERVICES = new Set(['cloudformation.amazonaws.com', 'codebuild.amazonaws.com']);

export interface Callers {
  kindOf(event: TrailEvent): CallerKind;
  isExpected(event: TrailEvent): boolean;
  isScanner(event: TrailEvent): boolean;
  /** By its name it looks into everything by design. Anybody can take such a name: it only weighs less. */
  looksLikeScanner(event: TrailEvent): boolean;
}

type Names = Pick<RuleParameters, 'expectedPrincipals' | 'pipelines' | 'scanners'>;

/** What a text says of who wrote it. */
interface Traits {
  readonly isTool: boolean;
  readonly isConsole: boolean;
  readonly isScanner: boolean;
}

const MOST_KEPT = 10_000;

/** The same few texts come again and again. */
const createTraits = (isAgent: (text: string) => boolean): ((text: string) => Traits) => {
  const kept = new Map<string, Traits>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const traits = {
      isTool: TOOL.test(text) || isAgent(text),
      isConsole: CONSOLE.test(text),
      isScanner: SCANNER.test(text),
    };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, traits);
    return traits;
  };
};

/** Tells who is behind a call. */
export const createCallers = (parameters: Names): Callers => {
  const isPipelineName = nameTest(parameters.pipelines);
  const traitsOf = createTraits(nameTest(parameters.pipelines.map((name) => `*${name}*`)));
  const expected = nameTest([...parameters.expectedPrincipals, ...parameters.pipelines]);
  const scanner = nameTest(parameters.scanners);
  const isPipeline = (event: TrailEvent, invokedBy: unknown): boolean =>
    PIPELINE_SERVICES.has(typeof invokedBy === 'string' ? invokedBy : event.sourceIp) ||
    traitsOf(event.userAgent).isTool ||
    named(isPipelineName, event);

  return {
    kindOf: (event) => {
      const invokedBy = valueAt(event.record, INVOKED_BY);
      if (isPipeline(event, invokedBy)) return 'pipeline';
      if (isAws(event, invokedBy)) return 'aws';
      const fromConsole = valueAt(event.record, FROM_CONSOLE);
      return fromConsole === 'true' || fromConsole === true || traitsOf(event.userAgent).isConsole
        ? 'console'
        : 'other';
    },
    isExpected: (event) => named(expected, event) || isPipeline(event, undefined),
    isScanner: (event) => named(scanner, event),
    looksLikeScanner: ({ actor, userAgent }) =>
      traitsOf(userAgent).isScanner || (actor.name !== undefined && traitsOf(actor.name).isScanner),
  };
};

const named = (test: (text: string) => boolean, { actor }: TrailEvent): boolean =>
  test(actor.key) || (actor.name !== undefined && test(actor.name));

const isAws = ({ record, actor, sourceIp }: TrailEvent, invokedBy: unknown): boolean =>
  (typeof invokedBy === 'string' && (invokedBy.endsWith(AWS) || invokedBy === 'AWS Internal')) ||
  sourceIp.endsWith(AWS) ||
  actor.kind === 'service' ||
  record['eventType'] === 'AwsServiceEvent' ||
  SERVICE_ROLE.test(actor.key) ||
  (actor.name !== undefined && SERVICE_ROLE.test(actor.name));
