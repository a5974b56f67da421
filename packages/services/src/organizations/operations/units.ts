import type {
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse,
  DeleteOrganizationalUnitRequest,
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse,
} from '@aws-sdk/client-organizations';
import { type Call, reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { type Membership, membershipOf, permit } from '../access.ts';
import { unitArn } from '../arns.ts';
import { organizationChanged } from '../changes.ts';
import type { OrganizationsDeps } from '../deps.ts';
import {
  noSuchParent,
  noSuchUnit,
  tooManyUnits,
  unitExists,
  unitNotEmpty,
  unitTooDeep,
} from '../errors.ts';
import { listing } from '../listing.ts';
import { attachManaged } from '../managed-policies.ts';
import type { Organization, Unit } from '../model.ts';
import { UNIT_DEPTH_QUOTA, UNITS_QUOTA } from '../quotas.ts';
import { attachments } from '../repositories/attachments.ts';
import { units } from '../repositories/units.ts';
import { addTags, requestedTags, taggedKeys } from '../tags.ts';
import { placeOf } from '../targets.ts';
import { check, NAME, PAGE, PARENT_ID, required, UNIT_ID } from '../validation.ts';
import { unitView } from '../views.ts';

const UNIT_TYPE = 'AWS::Organizations::OrganizationalUnit';

/** How many units are above a child of `parentId`. */
const depthBelow = async (tx: Tx, organizationId: string, parentId: string): Promise<number> => {
  const unit = await units.find(tx, organizationId, parentId);
  return unit === undefined ? 0 : 1 + (await depthBelow(tx, organizationId, unit.parentId));
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html */
export const createOrganizationalUnit = ({ ids }: Pick<OrganizationsDeps, 'ids'>) =>
  writes<CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse>(
    {},
    async (input, call) => {
      check(input, { ParentId: PARENT_ID, Name: NAME });
      const tags = requestedTags(input.Tags);
      const action = 'organizations:CreateOrganizationalUnit';
      const membership = await membershipOf(call, action);
      const { organization } = membership;
      const parent = await placeOf(call.tx, organization, required(input.ParentId));
      const resourceKeys = await taggedKeys(call, parent.arn);
      const keys = { ...resourceKeys, ...requestTagKeys(tags) };
      await permit(call, membership, { action, resource: parent.arn, keys });

      const unit: Unit = {
        id: `ou-${organization.rootId.slice('r-'.length)}-${ids.alphanumeric(8)}`,
        organizationId: organization.id,
        parentId: parent.id,
        name: required(input.Name),
        createdAt: call.now,
      };
      const arn = unitArn(organization, unit.id);
      if (tags.size > 0)
        await permit(call, membership, {
          action: 'organizations:TagResource',
          resource: arn,
          keys: requestTagKeys(tags),
        });
      if (parent.name === undefined) throw noSuchParent();
      if ((await depthBelow(call.tx, organization.id, parent.id)) >= UNIT_DEPTH_QUOTA)
        throw unitTooDeep();
      if (!(await units.insert(call.tx, unit))) throw unitExists();
      if ((await units.ids(call.tx, organization.id)).length > UNITS_QUOTA) throw tooManyUnits();
      await attachManaged(call.tx, organization.id, unit.id);
      await addTags(call.tx, organization, arn, tags);
      call.touch({ type: UNIT_TYPE, name: unit.id });
      return { OrganizationalUnit: unitView(organization, unit) };
    },
  );

interface FoundUnit {
  readonly membership: Membership;
  readonly organization: Organization;
  readonly unit: Unit;
}

/** The unit that a request names, if the caller may do `action` with it. */
const permittedUnit = async (call: Call, action: string, id: string): Promise<FoundUnit> => {
  const membership = await membershipOf(call, action);
  const { organization } = membership;
  const arn = unitArn(organization, id);
  call.touch({ type: UNIT_TYPE, name: id });
  await permit(call, membership, { action, resource: arn, keys: await taggedKeys(call, arn) });
  const unit = await units.find(call.tx, organization.id, id);
  if (unit === undefined) throw noSuchUnit();
  return { membership, organization, unit };
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html */
export const describeOrganizationalUnit = () =>
  reads<DescribeOrganizationalUnitRequest, DescribeOrganizationalUnitResponse>(
    {},
    async (input, call) => {
      check(input, { OrganizationalUnitId: UNIT_ID });
      const id = required(input.OrganizationalUnitId);
      const action = 'organizations:DescribeOrganizationalUnit';
      const { organization, unit } = await permittedUnit(call, action, id);
      return { OrganizationalUnit: unitView(organization, unit) };
    },
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html */
export const updateOrganizationalUnit = () =>
  writes<UpdateOrganizationalUnitRequest, UpdateOrganizationalUnitResponse>(
    {},
    async (input, call) => {
      check(input, { OrganizationalUnitId: UNIT_ID, Name: NAME });
      const id = required(input.OrganizationalUnitId);
      const action = 'organizations:UpdateOrganizationalUnit';
      const { organization, unit } = await permittedUnit(call, action, id);
      const name = input.Name ?? unit.name;
      // AWS refuses the name that the unit has already, too.
      const { tx } = call;
      const namesake = await units.findNamed(tx, organization.id, unit.parentId, name);
      if (input.Name !== undefined && namesake !== undefined) throw unitExists();
      await units.rename(tx, organization.id, id, name);
      return { OrganizationalUnit: unitView(organization, { ...unit, name }) };
    },
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganizationalUnit.html */
export const deleteOrganizationalUnit = () =>
  writes<DeleteOrganizationalUnitRequest, void>({}, async (input, call) => {
    check(input, { OrganizationalUnitId: UNIT_ID });
    const id = required(input.OrganizationalUnitId);
    const action = 'organizations:DeleteOrganizationalUnit';
    const { organization } = await permittedUnit(call, action, id);
    if (!(await units.removeEmpty(call.tx, organization.id, id))) throw unitNotEmpty();
    await attachments.removeTarget(call.tx, organization.id, id);
    await tagStore.removeAll(call.tx, unitArn(organization, id));
    organizationChanged(call.tx);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html */
export const listOrganizationalUnitsForParent = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListOrganizationalUnitsForParentRequest, ListOrganizationalUnitsForParentResponse>(
    {},
    async (input, call) => {
      check(input, { ParentId: PARENT_ID, ...PAGE });
      const action = 'organizations:ListOrganizationalUnitsForParent';
      const membership = await membershipOf(call, action);
      const { organization } = membership;
      const parent = await placeOf(call.tx, organization, required(input.ParentId));
      const keys = await taggedKeys(call, parent.arn);
      await permit(call, membership, { action, resource: parent.arn, keys });
      if (parent.name === undefined) throw noSuchParent();
      const page = listing(pages, call, action, input, { parent: parent.id });
      const after = { createdAt: page.after.at, id: page.after.id };
      const { id } = organization;
      const rows = await units.listChildren(call.tx, id, parent.id, after, page.fetch);
      const { items, more } = page.cut(rows, (unit) => [unit.createdAt.getTime(), unit.id]);
      return { OrganizationalUnits: items.map((unit) => unitView(organization, unit)), ...more };
    },
  );
