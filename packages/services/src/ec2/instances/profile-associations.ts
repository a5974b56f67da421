import type {
  AssociateIamInstanceProfileRequest,
  AssociateIamInstanceProfileResult,
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult,
  DisassociateIamInstanceProfileRequest,
  DisassociateIamInstanceProfileResult,
  IamInstanceProfileAssociation,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import { arnOf } from '../arns.ts';
import { authorizeAll, authorized, region } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { missingParameter } from '../errors.ts';
import { filtering } from '../filters.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { passedProfile } from './launch-profile.ts';

/** An instance has one profile at most, so the association is named after the instance. */
const associationId = (instance: string): string => instance.replace(/^i-/, 'iip-assoc-');

const shown = (
  { id, details }: Resource<'instance'>,
  state: IamInstanceProfileAssociation['State'],
): IamInstanceProfileAssociation => ({
  AssociationId: associationId(id),
  InstanceId: id,
  State: state,
  ...(details.profile === undefined
    ? {}
    : { IamInstanceProfile: { Arn: details.profile.arn, Id: details.profile.id } }),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateIamInstanceProfile.html */
export const associateIamInstanceProfile = (deps: Ec2Deps) =>
  changes<AssociateIamInstanceProfileRequest, AssociateIamInstanceProfileResult>(
    {},
    async ({ InstanceId = '', IamInstanceProfile }, call) => {
      const operation = 'AssociateIamInstanceProfile';
      const instance = await authorized(call, operation, 'instance', InstanceId, {
        'ec2:NewInstanceProfile': IamInstanceProfile?.Arn,
      });
      const profile = await passedProfile(deps, call, IamInstanceProfile);
      if (profile === undefined) throw missingParameter('IamInstanceProfile');
      if (instance.details.profile !== undefined)
        throw new AwsError(
          'IncorrectState',
          `There is an existing association for instance ${InstanceId}`,
        );
      const changed = withDetails(instance, { profile: { arn: profile.arn, id: profile.id } });
      await resources.save(call.tx, changed);
      return { IamInstanceProfileAssociation: shown(changed, 'associating') };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateIamInstanceProfile.html */
export const disassociateIamInstanceProfile = () =>
  changes<DisassociateIamInstanceProfileRequest, DisassociateIamInstanceProfileResult>(
    {},
    async ({ AssociationId = '' }, call) => {
      const operation = 'DisassociateIamInstanceProfile';
      const id = AssociationId.replace(/^iip-assoc-/, 'i-');
      const found = await resources.find(call.tx, call, 'instance', id);
      if (found?.details.profile === undefined) {
        await call.authorize(`ec2:${operation}`, arnOf(call, 'instance', '*'), region(call));
        throw new AwsError(
          'InvalidAssociationID.NotFound',
          `An invalid association-id of '${AssociationId}' was given`,
        );
      }
      const instance = await authorized(call, operation, 'instance', id);
      await resources.save(call.tx, withDetails(instance, { profile: undefined }));
      return { IamInstanceProfileAssociation: shown(instance, 'disassociating') };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeIamInstanceProfileAssociations.html */
export const describeIamInstanceProfileAssociations = () =>
  shows<
    DescribeIamInstanceProfileAssociationsRequest,
    DescribeIamInstanceProfileAssociationsResult
  >({ partial: 'in one page' }, async ({ AssociationIds = [], Filters }, call) => {
    await authorizeAll(call, 'DescribeIamInstanceProfileAssociations');
    const all = (await resources.list(call.tx, call, 'instance'))
      .filter(({ details }) => details.profile !== undefined)
      .map((instance) => shown(instance, 'associated'))
      .filter(
        ({ AssociationId = '' }) =>
          AssociationIds.length === 0 || AssociationIds.includes(AssociationId),
      );
    const matches = filtering<IamInstanceProfileAssociation & { Tags?: never }>(
      { 'instance-id': ({ InstanceId }) => InstanceId, state: ({ State }) => State },
      Filters,
    );
    return { IamInstanceProfileAssociations: all.filter(matches) };
  });
