import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Failure, failureText } from '../errors.ts';

/** Clients with the SDK's default credentials and endpoint: AWS_PROFILE, AWS_ENDPOINT_URL and so on. */
export interface Clients {
  readonly iam: IAMClient;
  readonly organizations: OrganizationsClient;
  /** Whose credentials they are. */
  readonly caller: { readonly account: string; readonly arn: string };
}

/** @throws Failure */
export const connect = async (organizationProfile: string | undefined): Promise<Clients> => {
  const sts = new STSClient({});
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account === undefined || Arn === undefined) throw new Error('the answer names nobody');
    return {
      iam: new IAMClient({}),
      organizations: new OrganizationsClient(
        organizationProfile === undefined ? {} : { profile: organizationProfile },
      ),
      caller: { account: Account, arn: Arn },
    };
  } catch (error) {
    throw new Failure(
      `AWS does not say whose credentials these are: ${failureText(error)}. ` +
        'For the embedded cloud: eval "$(npx gatehouse env)"',
      { cause: error },
    );
  } finally {
    sts.destroy();
  }
};

export const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
