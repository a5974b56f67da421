import { App, type Stack } from 'aws-cdk-lib';
import { ResolverAdministratorStack } from './findings/administrator-stack.ts';
import { FalcoStack } from './findings/falco-stack.ts';
import { ResolverHistoryStack, ResolverMemberStack } from './findings/member-stacks.ts';
import type { FindingsSettings } from './findings/settings.ts';
import type { DeploySettings } from './settings.ts';
import { BrokerStack } from './stacks/broker-stack.ts';
import { BrokerOrganizationStack } from './stacks/organization-stack.ts';
import { BrokerTargetStack } from './stacks/target-stack.ts';

export interface Template {
  readonly stack: string;
  readonly file: string;
  readonly template: object;
}

const CONTEXT = {
  // A template that CloudFormation's own rules refuse is not written.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/aws-iam:minimizePolicies': false,
  '@aws-cdk/aws-ecs:arnFormatIncludesClusterName': true,
  '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': true,
  'aws:cdk:disable-version-reporting': true,
};

/** Templates of the stacks that `make` puts into the app. Nothing is looked up in an account, and nothing is deployed. */
const synthesizeWith = (
  outdir: string,
  make: (app: App) => readonly Stack[],
): readonly Template[] => {
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, context: CONTEXT });
  const stacks = make(app);
  const assembly = app.synth();
  return stacks
    .map(({ artifactId }) => assembly.getStackArtifact(artifactId))
    .map(({ stackName, templateFile, template }) => ({
      stack: stackName,
      file: templateFile,
      template: template as object,
    }));
};

/** Every template of the broker, made below `outdir`. */
export const synthesize = (settings: DeploySettings, outdir: string): readonly Template[] =>
  synthesizeWith(outdir, (app) => [
    new BrokerOrganizationStack(app, settings),
    new BrokerStack(app, settings),
    ...settings.targets.map((target) => new BrokerTargetStack(app, settings, target)),
  ]);

/** Every template of the work on findings, made below `outdir`. */
export const synthesizeFindings = (
  settings: FindingsSettings,
  outdir: string,
): readonly Template[] =>
  synthesizeWith(outdir, (app) => [
    new ResolverAdministratorStack(app, settings),
    settings.resolver.by === 'history'
      ? new ResolverHistoryStack(app, settings)
      : new ResolverMemberStack(app, settings),
    ...(settings.falco === undefined ? [] : [new FalcoStack(app, settings, settings.falco)]),
  ]);
