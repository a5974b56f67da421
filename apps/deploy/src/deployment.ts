import { App } from 'aws-cdk-lib';
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

/** Every template, made below `outdir`. Nothing is looked up in an account, and nothing is deployed. */
export const synthesize = (settings: DeploySettings, outdir: string): readonly Template[] => {
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, context: CONTEXT });
  const stacks = [
    new BrokerOrganizationStack(app, settings),
    new BrokerStack(app, settings),
    ...settings.targets.map((target) => new BrokerTargetStack(app, settings, target)),
  ];
  const assembly = app.synth();
  return stacks
    .map(({ artifactId }) => assembly.getStackArtifact(artifactId))
    .map(({ stackName, templateFile, template }) => ({
      stack: stackName,
      file: templateFile,
      template: template as object,
    }));
};
