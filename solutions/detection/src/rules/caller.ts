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
const SERVICE_ROLE =
  /\/aws-service-role\/|^AWSServiceRoleFor|\/AWSServiceRoleFor|AWSReservedSSO_[A-Za-z]*Audit/;
const PIPELINE_SERVICES = new Set(['cloudformation.amazonaws.com', 'codebuild.amazonaws.com']);

export interface Callers {
  kindOf(event: TrailEvent): CallerKind;
  isExpected(event: TrailEvent): boolean;
  isScanner(event: TrailEvent): boolean;
}

type Names = Pick<RuleParameters, 'expectedPrincipals' | 'pipelines' | 'scanners'>;

/** Tells who is behind a call. */
export const createCallers = (parameters: Names): Callers => {
  const isPipelineName = nameTest(parameters.pipelines);
  const isAgent = nameTest(parameters.pipelines.map((name) => `*${name}*`));
  const expected = nameTest([...parameters.expectedPrincipals, ...parameters.pipelines]);
  const scanner = nameTest(parameters.scanners);
  const isPipeline = (event: TrailEvent, invokedBy: unknown): boolean =>
    PIPELINE_SERVICES.has(typeof invokedBy === 'string' ? invokedBy : event.sourceIp) ||
    TOOL.test(event.userAgent) ||
    named(isPipelineName, event) ||
    isAgent(event.userAgent);

  return {
    kindOf: (event) => {
      const invokedBy = valueAt(event.record, INVOKED_BY);
      if (isPipeline(event, invokedBy)) return 'pipeline';
      if (isAws(event, invokedBy)) return 'aws';
      const fromConsole = valueAt(event.record, FROM_CONSOLE);
      return fromConsole === 'true' || fromConsole === true || CONSOLE.test(event.userAgent)
        ? 'console'
        : 'other';
    },
    isExpected: (event) => named(expected, event) || isPipeline(event, undefined),
    isScanner: (event) => named(scanner, event),
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
