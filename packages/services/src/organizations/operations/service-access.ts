import type {
  DisableAWSServiceAccessRequest,
  EnableAWSServiceAccessRequest,
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
} from '@aws-sdk/client-organizations';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import type { OrganizationsDeps } from '../deps.ts';
import { needsAllFeatures, serviceHasAdministrators } from '../errors.ts';
import { listing } from '../listing.ts';
import { delegatedAdministrators, serviceAccess } from '../repositories/delegation.ts';
import { requireTrustedService } from '../trusted-services.ts';
import { check, PAGE, required, SERVICE_PRINCIPAL } from '../validation.ts';

/** The organization's id and the service that a request names, if the caller may do `action`. */
const permittedService = async (
  call: Call,
  action: string,
  input: EnableAWSServiceAccessRequest,
): Promise<{ readonly id: string; readonly service: string }> => {
  check(input, { ServicePrincipal: SERVICE_PRINCIPAL });
  const service = required(input.ServicePrincipal);
  const membership = await membershipOf(call, action);
  const keys = { 'organizations:ServicePrincipal': service };
  await permit(call, membership, { action, resource: '*', keys });
  requireTrustedService(service);
  if (membership.organization.featureSet !== 'ALL') throw needsAllFeatures();
  return { id: membership.organization.id, service };
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html */
export const enableAwsServiceAccess = () =>
  writes<EnableAWSServiceAccessRequest, void>({}, async (input, call) => {
    const action = 'organizations:EnableAWSServiceAccess';
    const { id, service } = await permittedService(call, action, input);
    await serviceAccess.enable(call.tx, id, service, call.now);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html */
export const disableAwsServiceAccess = () =>
  writes<DisableAWSServiceAccessRequest, void>({}, async (input, call) => {
    const action = 'organizations:DisableAWSServiceAccess';
    const { id, service } = await permittedService(call, action, input);
    if (await delegatedAdministrators.hasService(call.tx, id, service))
      throw serviceHasAdministrators();
    await serviceAccess.disable(call.tx, id, service);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html */
export const listAwsServiceAccessForOrganization = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListAWSServiceAccessForOrganizationRequest, ListAWSServiceAccessForOrganizationResponse>(
    {},
    async (input, call) => {
      check(input, PAGE);
      const action = 'organizations:ListAWSServiceAccessForOrganization';
      const membership = await membershipOf(call, action);
      await permit(call, membership, { action, resource: '*' });
      const { after, fetch, cut } = listing(pages, call, action, input);
      const { id } = membership.organization;
      const rows = await serviceAccess.list(call.tx, id, after.id, fetch);
      const { items, more } = cut(rows, (row) => [row.servicePrincipal]);
      return {
        EnabledServicePrincipals: items.map((row) => ({
          ServicePrincipal: row.servicePrincipal,
          DateEnabled: row.enabledAt,
        })),
        ...more,
      };
    },
  );
