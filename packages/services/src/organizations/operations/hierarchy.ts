import type {
  ListChildrenRequest,
  ListChildrenResponse,
  ListParentsRequest,
  ListParentsResponse,
} from '@aws-sdk/client-organizations';
import { reads } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import type { OrganizationsDeps } from '../deps.ts';
import { noSuchChild, noSuchParent } from '../errors.ts';
import { listing } from '../listing.ts';
import { accounts } from '../repositories/accounts.ts';
import { units } from '../repositories/units.ts';
import { taggedKeys } from '../tags.ts';
import { placeOf } from '../targets.ts';
import { check, CHILD_ID, PAGE, PARENT_ID, required } from '../validation.ts';

type Deps = Pick<OrganizationsDeps, 'pages'>;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListChildren.html */
export const listChildren = ({ pages }: Deps) =>
  reads<ListChildrenRequest, ListChildrenResponse>({}, async (input, call) => {
    check(input, {
      ParentId: PARENT_ID,
      ChildType: { oneOf: ['ACCOUNT', 'ORGANIZATIONAL_UNIT'] },
      ...PAGE,
    });
    const action = 'organizations:ListChildren';
    const membership = await membershipOf(call, action);
    const { id } = membership.organization;
    const parent = await placeOf(call.tx, membership.organization, required(input.ParentId));
    const keys = await taggedKeys(call, parent.arn);
    await permit(call, membership, { action, resource: parent.arn, keys });
    if (parent.name === undefined) throw noSuchParent();

    const type = input.ChildType;
    const { after, fetch, cut } = listing(pages, call, action, input, { parent: parent.id, type });
    if (type === 'ACCOUNT') {
      const from = { joinedAt: after.at, account: after.id };
      const rows = await accounts.listChildren(call.tx, id, parent.id, from, fetch);
      const { items, more } = cut(rows, (row) => [row.joinedAt.getTime(), row.account]);
      return { Children: items.map((row) => ({ Id: row.account, Type: 'ACCOUNT' })), ...more };
    }
    const from = { createdAt: after.at, id: after.id };
    const rows = await units.listChildren(call.tx, id, parent.id, from, fetch);
    const { items, more } = cut(rows, (row) => [row.createdAt.getTime(), row.id]);
    return { Children: items.map((row) => ({ Id: row.id, Type: 'ORGANIZATIONAL_UNIT' })), ...more };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html */
export const listParents = ({ pages }: Deps) =>
  reads<ListParentsRequest, ListParentsResponse>({}, async (input, call) => {
    check(input, { ChildId: CHILD_ID, ...PAGE });
    const action = 'organizations:ListParents';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    const child = await placeOf(call.tx, organization, required(input.ChildId));
    const keys = await taggedKeys(call, child.arn);
    await permit(call, membership, { action, resource: child.arn, keys });
    if (child.parentId === undefined) throw noSuchChild();
    // A child has one parent: a token for a second page was never given out.
    listing(pages, call, action, input, { child: child.id });
    const Type = child.parentId === organization.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
    return { Parents: [{ Id: child.parentId, Type }] };
  });
