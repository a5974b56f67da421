import type {
  BatchGetStandardsControlAssociationsRequest,
  BatchGetStandardsControlAssociationsResponse,
  BatchUpdateStandardsControlAssociationsRequest,
  BatchUpdateStandardsControlAssociationsResponse,
  ListStandardsControlAssociationsRequest,
  ListStandardsControlAssociationsResponse,
  StandardsControlAssociationDetail,
  StandardsControlAssociationSummary,
  UnprocessedStandardsControlAssociation,
  UnprocessedStandardsControlAssociationUpdate,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import { noSuchControl } from '../errors.ts';
import { pageOfList, permitAny, requireHub } from '../hub/access.ts';
import { controlOf, type Standard, standardArn, standardOf, STANDARDS } from './catalogue.ts';
import type { Control } from './controls.ts';
import { controlStates, type ControlState, subscriptions } from './repository.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'>;

const MOST = 100;
const A_PART = 'a part of the controls, without related requirements';

interface Association {
  readonly standard: Standard;
  readonly control: Control;
}

/** A control in a standard, where there is such a one. */
const associationOf = (
  call: Call,
  controlId: string | undefined,
  arn: string | undefined,
): Association | undefined => {
  const control = controlOf(controlId?.split('/').at(-1) ?? '');
  const standard = standardOf(arn ?? '', call.region);
  return control !== undefined &&
    standard !== undefined &&
    control.standards.includes(standard.path)
    ? { standard, control }
    : undefined;
};

type View = (association: Association) => StandardsControlAssociationSummary;

const key = ({ path, controlId }: Pick<ControlState, 'path' | 'controlId'>): string =>
  `${path} ${controlId}`;

/** What the account has decided about controls in standards; in one that is not enabled no control is. */
const viewer = async (call: Call): Promise<View> => {
  const enabled = new Set(await subscriptions.paths(call.tx, call));
  const states = new Map(
    (await controlStates.list(call.tx, call)).map((state) => [key(state), state]),
  );
  return ({ standard, control }) => {
    const state = states.get(key({ path: standard.path, controlId: control.id }));
    const isOn = enabled.has(standard.path) && state?.enabled !== false;
    return {
      StandardsArn: standardArn(standard, call.region),
      SecurityControlId: control.id,
      SecurityControlArn: `arn:aws:securityhub:${call.region}:${call.account}:security-control/${control.id}`,
      AssociationStatus: isOn ? 'ENABLED' : 'DISABLED',
      ...(state === undefined ? {} : { UpdatedAt: state.updatedAt }),
      ...(state?.reason === undefined ? {} : { UpdatedReason: state.reason }),
      StandardsControlTitle: control.title,
      StandardsControlDescription: control.title,
    };
  };
};

const pathOf = ({ standard }: Association): string => standard.path;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListStandardsControlAssociations.html */
export const listStandardsControlAssociations = (deps: Deps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<ListStandardsControlAssociationsRequest, ListStandardsControlAssociationsResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: 100 } }, partial: A_PART },
    async (input, call) => {
      await permitAny(call, 'ListStandardsControlAssociations');
      await requireHub(deps, call);
      const id = input.SecurityControlId ?? '';
      const control = controlOf(id.split('/').at(-1) ?? '');
      if (control === undefined) throw noSuchControl(id);
      const all = STANDARDS.filter(({ path }) => control.standards.includes(path));
      const { items, more } = await pageOfList(
        deps,
        call,
        `ListStandardsControlAssociations:${control.id}`,
        input,
        all.map((standard) => ({ standard, control })),
        pathOf,
      );
      return { StandardsControlAssociationSummaries: items.map(await viewer(call)), ...more };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchGetStandardsControlAssociations.html */
export const batchGetStandardsControlAssociations = (deps: Deps) =>
  reads<BatchGetStandardsControlAssociationsRequest, BatchGetStandardsControlAssociationsResponse>(
    {
      limits: { StandardsControlAssociationIds: { minLength: 1, maxLength: MOST } },
      partial: A_PART,
    },
    async (input, call) => {
      await permitAny(call, 'BatchGetStandardsControlAssociations');
      await requireHub(deps, call);
      const view = await viewer(call);
      const details: StandardsControlAssociationDetail[] = [];
      const unknown: UnprocessedStandardsControlAssociation[] = [];
      for (const asked of input.StandardsControlAssociationIds ?? []) {
        const found = associationOf(call, asked.SecurityControlId, asked.StandardsArn);
        if (found === undefined)
          unknown.push({ StandardsControlAssociationId: asked, ErrorCode: 'NOT_FOUND' });
        else details.push(view(found));
      }
      return {
        StandardsControlAssociationDetails: details,
        UnprocessedAssociations: unknown,
      };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateStandardsControlAssociations.html */
export const batchUpdateStandardsControlAssociations = (deps: Deps) =>
  writes<
    BatchUpdateStandardsControlAssociationsRequest,
    BatchUpdateStandardsControlAssociationsResponse
  >(
    {
      limits: {
        StandardsControlAssociationUpdates: { minLength: 1, maxLength: MOST },
        'StandardsControlAssociationUpdates[].AssociationStatus': {
          oneOf: ['ENABLED', 'DISABLED'],
        },
        'StandardsControlAssociationUpdates[].UpdatedReason': { maxLength: 2048 },
      },
    },
    async (input, call) => {
      await permitAny(call, 'BatchUpdateStandardsControlAssociations');
      await requireHub(deps, call);
      const enabled = new Set(await subscriptions.paths(call.tx, call));
      const failed: UnprocessedStandardsControlAssociationUpdate[] = [];
      for (const update of input.StandardsControlAssociationUpdates ?? []) {
        const found = associationOf(call, update.SecurityControlId, update.StandardsArn);
        const isOff = update.AssociationStatus === 'DISABLED';
        const refuse = (ErrorCode: 'NOT_FOUND' | 'INVALID_INPUT', ErrorReason: string): void => {
          failed.push({ StandardsControlAssociationUpdate: update, ErrorCode, ErrorReason });
        };
        if (found === undefined || !enabled.has(found.standard.path))
          refuse('NOT_FOUND', 'The control is in no such enabled standard');
        else if (isOff && update.UpdatedReason === undefined)
          refuse('INVALID_INPUT', 'UpdatedReason must be specified to disable a control');
        else
          await controlStates.put(call.tx, call, {
            path: found.standard.path,
            controlId: found.control.id,
            enabled: !isOff,
            reason: update.UpdatedReason,
            updatedAt: call.now,
          });
      }
      return { UnprocessedAssociationUpdates: failed };
    },
  );
