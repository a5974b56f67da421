import type {
  CreateUserPoolDomainRequest,
  CreateUserPoolDomainResponse,
  DeleteUserPoolDomainRequest,
  DeleteUserPoolDomainResponse,
  DescribeUserPoolDomainRequest,
  DescribeUserPoolDomainResponse,
  UpdateUserPoolDomainRequest,
  UpdateUserPoolDomainResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, writes } from '@gatehouse/service-kit';
import type { CognitoDeps } from '../deps.ts';
import {
  domainInvalid,
  domainNotFound,
  domainReserved,
  domainTaken,
  poolHasDomainAlready,
} from '../errors.ts';
import type { Domain } from '../model.ts';
import { POOL_ID } from '../pool-settings.ts';
import { domains } from '../repositories/domains.ts';
import { authorizedPool } from '../requests.ts';

type Endpoint = Pick<CognitoDeps, 'baseUrl'>;

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const RESERVED = ['aws', 'amazon', 'cognito'];
const CERTIFICATE = { minLength: 20, maxLength: 2048 };
const VERSION = { minValue: 1, maxValue: 2 };
const limits = {
  Domain: { minLength: 1, maxLength: 63 },
  UserPoolId: POOL_ID,
  ManagedLoginVersion: VERSION,
  'CustomDomainConfig.CertificateArn': CERTIFICATE,
};
const touched = (name: string) => ({ type: 'AWS::Cognito::UserPoolDomain', name });

const requirePrefix = (domain: string): void => {
  if (!LABEL.test(domain)) throw domainInvalid(domain);
  const word = RESERVED.find((reserved) => domain.includes(reserved));
  if (word !== undefined) throw domainReserved(word);
};

const requireHostName = (domain: string): void => {
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) throw domainInvalid(domain);
};

/** The name that a custom domain's DNS record should point to. */
const target = ({ baseUrl }: Endpoint, domain: Domain): string | undefined =>
  domain.certificateArn === undefined ? undefined : new URL(baseUrl()).host;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
export const createUserPoolDomain = (deps: Endpoint) =>
  writes<CreateUserPoolDomainRequest, CreateUserPoolDomainResponse>(
    { limits },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'CreateUserPoolDomain', input.UserPoolId ?? '');
      const name = input.Domain ?? '';
      const certificateArn = input.CustomDomainConfig?.CertificateArn;
      if (certificateArn === undefined) requirePrefix(name);
      else requireHostName(name);
      if ((await domains.find(tx, pool.region, name)) !== undefined) throw domainTaken();
      const domain: Domain = {
        domain: name,
        region: pool.region,
        poolId: pool.id,
        account: pool.account,
        certificateArn,
        managedLoginVersion: input.ManagedLoginVersion ?? 1,
        version: String(call.now.getTime()),
      };
      if (!(await domains.insert(tx, domain))) throw poolHasDomainAlready();
      call.touch(touched(name));
      return {
        ManagedLoginVersion: domain.managedLoginVersion,
        CloudFrontDomain: target(deps, domain),
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html */
export const describeUserPoolDomain = (deps: Endpoint) =>
  reads<DescribeUserPoolDomainRequest, DescribeUserPoolDomainResponse>(
    { limits: { Domain: limits.Domain } },
    async (input, call) => {
      await call.authorize('cognito-idp:DescribeUserPoolDomain', '*');
      const domain = await domains.find(call.tx, call.region, input.Domain ?? '');
      if (domain === undefined || domain.account !== call.account) return { DomainDescription: {} };
      return {
        DomainDescription: {
          UserPoolId: domain.poolId,
          AWSAccountId: domain.account,
          Domain: domain.domain,
          CloudFrontDistribution: target(deps, domain),
          Version: domain.version,
          Status: 'ACTIVE',
          CustomDomainConfig:
            domain.certificateArn === undefined
              ? undefined
              : { CertificateArn: domain.certificateArn },
          ManagedLoginVersion: domain.managedLoginVersion,
        },
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html */
export const updateUserPoolDomain = (deps: Endpoint) =>
  writes<UpdateUserPoolDomainRequest, UpdateUserPoolDomainResponse>(
    { limits },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'UpdateUserPoolDomain', input.UserPoolId ?? '');
      const domain = await domains.find(tx, pool.region, input.Domain ?? '');
      if (domain?.poolId !== pool.id) throw domainNotFound();
      const certificateArn = input.CustomDomainConfig?.CertificateArn;
      // A prefix has no certificate of its own, and does not become a host name.
      if (certificateArn !== undefined && domain.certificateArn === undefined)
        throw domainInvalid(domain.domain);
      const changed: Domain = {
        ...domain,
        certificateArn: certificateArn ?? domain.certificateArn,
        managedLoginVersion: input.ManagedLoginVersion ?? domain.managedLoginVersion,
        version: String(call.now.getTime()),
      };
      await domains.save(tx, changed);
      call.touch(touched(domain.domain));
      return {
        ManagedLoginVersion: changed.managedLoginVersion,
        CloudFrontDomain: target(deps, changed),
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html */
export const deleteUserPoolDomain = () =>
  writes<DeleteUserPoolDomainRequest, DeleteUserPoolDomainResponse>(
    { limits },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'DeleteUserPoolDomain', input.UserPoolId ?? '');
      const domain = await domains.find(tx, pool.region, input.Domain ?? '');
      if (domain?.poolId !== pool.id) throw domainNotFound();
      await domains.remove(tx, pool.region, domain.domain);
      call.touch(touched(domain.domain));
      return {};
    },
  );
