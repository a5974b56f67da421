import type { IamInstanceProfileSpecification } from '@aws-sdk/client-ec2';
import { parseArn } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { Ec2Deps, LaunchProfile } from '../deps.ts';
import { invalidCombination, parameterInvalid } from '../errors.ts';

/** The profile that an instance is to have; whoever gives it passes its role to EC2 (`iam:PassRole`). */
export const passedProfile = async (
  { profiles }: Pick<Ec2Deps, 'profiles'>,
  call: Call,
  given: IamInstanceProfileSpecification | undefined,
): Promise<LaunchProfile | undefined> => {
  const { Arn, Name } = given ?? {};
  if (Arn !== undefined && Name !== undefined)
    throw invalidCombination(
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  if (Arn === undefined && Name === undefined) return undefined;
  const name = Name ?? nameOf(call, Arn ?? '');
  const profile = name === undefined ? undefined : await profiles.find(call.tx, call.account, name);
  if (profile === undefined || (Arn !== undefined && profile.arn !== Arn)) {
    const part = Arn === undefined ? 'name' : 'arn';
    throw parameterInvalid(
      `iamInstanceProfile.${part}`,
      Name ?? Arn,
      `Invalid IAM Instance Profile ${part === 'arn' ? 'ARN' : part}`,
    );
  }
  if (profile.roleArn !== undefined)
    await call.authorize('iam:PassRole', profile.roleArn, {
      'iam:PassedToService': 'ec2.amazonaws.com',
    });
  return profile;
};

const nameOf = (call: Call, arn: string): string | undefined => {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || parsed.account !== call.account) return undefined;
  if (!parsed.resource.startsWith('instance-profile/')) return undefined;
  return parsed.resource.slice(parsed.resource.lastIndexOf('/') + 1);
};
