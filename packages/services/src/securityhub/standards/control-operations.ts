import type {
  BatchGetSecurityControlsRequest,
  BatchGetSecurityControlsResponse,
  GetSecurityControlDefinitionRequest,
  GetSecurityControlDefinitionResponse,
  ListSecurityControlDefinitionsRequest,
  ListSecurityControlDefinitionsResponse,
  SecurityControl,
  SecurityControlDefinition,
  UnprocessedSecurityControl,
} from '@aws-sdk/client-securityhub';
import { type Call, reads } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import { noSuchControl, standardInvalid } from '../errors.ts';
import { pageOfList, permitAny, requireHub } from '../hub/access.ts';
import { controlOf, controlsOf, standardOf } from './catalogue.ts';
import { type Control, CONTROLS, remediationUrl } from './controls.ts';
import { controlStates, subscriptions } from './repository.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'>;

const A_PART = 'a part of the controls, without parameters';

const definition = ({ id, title, severity }: Control): SecurityControlDefinition => ({
  SecurityControlId: id,
  Title: title,
  Description: title,
  RemediationUrl: remediationUrl(id),
  SeverityRating: severity,
  CurrentRegionAvailability: 'AVAILABLE',
});

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListSecurityControlDefinitions.html */
export const listSecurityControlDefinitions = (deps: Deps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<ListSecurityControlDefinitionsRequest, ListSecurityControlDefinitionsResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: 100 } }, partial: A_PART },
    async (input, call) => {
      await permitAny(call, 'ListSecurityControlDefinitions');
      await requireHub(deps, call);
      const arn = input.StandardsArn;
      const standard = arn === undefined ? undefined : standardOf(arn, call.region);
      if (arn !== undefined && standard === undefined) throw standardInvalid(arn);
      const page = await pageOfList(
        deps,
        call,
        `ListSecurityControlDefinitions:${arn ?? ''}`,
        input,
        standard === undefined ? CONTROLS : controlsOf(standard),
        ({ id }) => id,
      );
      return { SecurityControlDefinitions: page.items.map(definition), ...page.more };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetSecurityControlDefinition.html */
export const getSecurityControlDefinition = (deps: Deps) =>
  reads<GetSecurityControlDefinitionRequest, GetSecurityControlDefinitionResponse>(
    { partial: A_PART },
    async (input, call) => {
      await permitAny(call, 'GetSecurityControlDefinition');
      await requireHub(deps, call);
      const id = input.SecurityControlId ?? '';
      const control = controlOf(id);
      if (control === undefined) throw noSuchControl(id);
      return { SecurityControlDefinition: definition(control) };
    },
  );

/** A control is on while some enabled standard that has it has it on. */
const isEnabled = async (call: Call): Promise<(control: Control) => boolean> => {
  const paths = await subscriptions.paths(call.tx, call);
  const off = new Set(
    (await controlStates.list(call.tx, call))
      .filter(({ enabled }) => !enabled)
      .map(({ path, controlId }) => `${path} ${controlId}`),
  );
  return ({ id, standards }) =>
    standards.some((path) => paths.includes(path) && !off.has(`${path} ${id}`));
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchGetSecurityControls.html */
export const batchGetSecurityControls = (deps: Deps) =>
  reads<BatchGetSecurityControlsRequest, BatchGetSecurityControlsResponse>(
    { limits: { SecurityControlIds: { minLength: 1, maxLength: 100 } }, partial: A_PART },
    async (input, call) => {
      await permitAny(call, 'BatchGetSecurityControls');
      await requireHub(deps, call);
      const isOn = await isEnabled(call);
      const found: SecurityControl[] = [];
      const unknown: UnprocessedSecurityControl[] = [];
      for (const asked of new Set(input.SecurityControlIds ?? [])) {
        const id = asked.split('/').at(-1) ?? asked;
        const control = controlOf(id);
        if (control === undefined) {
          unknown.push({ SecurityControlId: asked, ErrorCode: 'NOT_FOUND' });
          continue;
        }
        found.push({
          SecurityControlId: id,
          SecurityControlArn: `arn:aws:securityhub:${call.region}:${call.account}:security-control/${id}`,
          Title: control.title,
          Description: control.title,
          RemediationUrl: remediationUrl(id),
          SeverityRating: control.severity,
          SecurityControlStatus: isOn(control) ? 'ENABLED' : 'DISABLED',
          UpdateStatus: 'READY',
          Parameters: {},
        });
      }
      return { SecurityControls: found, UnprocessedIds: unknown };
    },
  );
