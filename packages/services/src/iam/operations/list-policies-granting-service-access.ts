import type {
  ListPoliciesGrantingServiceAccessRequest,
  ListPoliciesGrantingServiceAccessResponse,
  PolicyGrantingServiceAccess,
} from '@aws-sdk/client-iam';
import { parseArn } from '@gatehouse/core';
import { type Call, reads, resourceTagKeys, tagStore } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { policyNameOf } from '../managed-policies.ts';
import { ARN, pageLimits, required } from '../names.ts';
import { paging } from '../paging.ts';
import { invalidSimulation, noSuchPolicySource } from '../policy-errors.ts';
import { type Holder, holders } from '../repositories/holders.ts';
import { holdings } from '../repositories/holdings.ts';
import { grantsAccessTo } from '../service-access.ts';

type Granting = PolicyGrantingServiceAccess & { readonly document: string };

const OWNERS = { user: 'USER', group: 'GROUP', role: 'ROLE' } as const;

const heldBy = async (
  { tx }: Call,
  { managed }: Pick<AccessDeps, 'managed'>,
  { id, kind, name }: Holder,
): Promise<readonly Granting[]> => {
  const found: Granting[] = (await holdings.inline(tx, id)).map((policy) => ({
    PolicyName: policy.name,
    PolicyType: 'INLINE',
    EntityType: OWNERS[kind],
    EntityName: name,
    document: policy.document,
  }));
  for (const arn of await holdings.attached(tx, id)) {
    const policy = await managed.compiled(tx, arn, 'identity');
    if (policy === undefined) throw new Error(`${arn} is attached and does not exist`);
    found.push({
      PolicyName: policyNameOf(arn),
      PolicyType: 'MANAGED',
      PolicyArn: arn,
      document: policy.policy.document,
    });
  }
  return found;
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html */
export const listPoliciesGrantingServiceAccess = (deps: Pick<AccessDeps, 'managed' | 'pages'>) =>
  reads<ListPoliciesGrantingServiceAccessRequest, ListPoliciesGrantingServiceAccessResponse>(
    {
      limits: {
        Marker: pageLimits['Marker'] ?? {},
        Arn: ARN,
        ServiceNamespaces: { minLength: 1, maxLength: 200, sensitive: true },
        'ServiceNamespaces[]': { minLength: 1, maxLength: 64, pattern: '[\\w-]*', sensitive: true },
      },
    },
    async (input, call) => {
      const operation = 'ListPoliciesGrantingServiceAccess';
      const arn = required('arn', input.Arn);
      const kind = parseArn(arn)?.resource.split('/', 1)[0] ?? '';
      if (!['user', 'group', 'role'].includes(kind))
        throw invalidSimulation(`Invalid Entity Arn: ${arn}`);
      const tags = await tagStore.of(call.tx, arn);
      await call.authorize(`iam:${operation}`, arn, resourceTagKeys('iam', tags));
      const holder = await holders.byArn(call.tx, arn);
      if (holder === undefined || holder.account !== call.account) throw noSuchPolicySource(arn);

      const groups = kind === 'user' ? await holders.groupsOfUser(call.tx, holder.id) : [];
      const held: Granting[] = [];
      for (const one of [holder, ...groups]) held.push(...(await heldBy(call, deps, one)));
      const namespaces = required('serviceNamespaces', input.ServiceNamespaces);
      const page = paging(deps.pages, call, operation, input, { arn, namespaces });
      const done = Number(page.after?.[0] ?? 0);
      const numbered = namespaces.map((namespace, index) => ({ namespace, place: index + 1 }));
      const { items, more } = page.cut(numbered.slice(done), ({ place }) => [place]);
      return {
        PoliciesGrantingServiceAccess: items.map(({ namespace }) => ({
          ServiceNamespace: namespace,
          Policies: held
            .filter(({ document }) => grantsAccessTo(document, namespace))
            .map(({ document: _document, ...policy }) => policy),
        })),
        ...more,
      };
    },
  );
