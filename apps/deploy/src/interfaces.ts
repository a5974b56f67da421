import type { BootstraplessSynthesizer, IStackSynthesizer } from 'aws-cdk-lib';
import type { IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Cluster, ICluster } from 'aws-cdk-lib/aws-ecs';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';

// The classes of aws-cdk-lib implement their interfaces, but not under `exactOptionalPropertyTypes`: it was compiled without it.
// These assertions are checked for kinship, and are the only ones.

export const vpcOf = (vpc: Vpc): IVpc => vpc as IVpc;
export const clusterOf = (cluster: Cluster): ICluster => cluster as ICluster;
export const bucketOf = (bucket: Bucket): IBucket => bucket as IBucket;
export const secretOf = (secret: Secret): ISecret => secret as ISecret;
export const synthesizerOf = (synthesizer: BootstraplessSynthesizer): IStackSynthesizer =>
  synthesizer as IStackSynthesizer;
