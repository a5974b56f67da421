import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsProfile, AwsProfiles } from '../aws-profiles.ts';
import { failureText } from '../errors.ts';
import { type Check, fail, pass } from './check.ts';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const keysOf = (name: string, profiles: AwsProfiles): Keys => {
  const profile = profiles.byName.get(name);
  const [id, secret] = [profile?.get('aws_access_key_id'), profile?.get('aws_secret_access_key')];
  if (id === undefined || secret === undefined) throw new Error(`${name} has no access key`);
  return { accessKeyId: id, secretAccessKey: secret };
};

const client = (endpoint: string, credentials: Keys): STSClient =>
  new STSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });

const credentialsOf = async (
  name: string,
  profile: AwsProfile,
  endpoint: string,
  profiles: AwsProfiles,
): Promise<Keys> => {
  const role = profile.get('role_arn');
  if (role === undefined) return keysOf(name, profiles);
  const sts = client(endpoint, keysOf(profile.get('source_profile') ?? '', profiles));
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'gatehouse-doctor' }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  } finally {
    sts.destroy();
  }
};

const identity = async (
  name: string,
  profile: AwsProfile,
  endpoint: string,
  profiles: AwsProfiles,
): Promise<string> => {
  const sts = client(endpoint, await credentialsOf(name, profile, endpoint, profiles));
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return Arn ?? 'nobody';
  } finally {
    sts.destroy();
  }
};

/** Whether each profile's keys are taken: that also shows that the master key opens what it sealed. */
export const checkProfiles = async (profiles: AwsProfiles): Promise<readonly Check[]> => {
  const checks: Check[] = [];
  for (const [name, profile] of profiles.byName) {
    const endpoint = profile.get('endpoint_url') ?? '';
    try {
      checks.push(pass(`profile ${name}`, await identity(name, profile, endpoint, profiles)));
    } catch (error) {
      checks.push(
        fail(
          `profile ${name}`,
          failureText(error),
          'the key was deleted or is of another database: make a new one, or start anew with "gatehouse reset"',
        ),
      );
    }
  }
  return checks;
};
