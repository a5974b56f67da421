import type {
  BatchDisableStandardsRequest,
  BatchDisableStandardsResponse,
  BatchEnableStandardsRequest,
  BatchEnableStandardsResponse,
  DescribeStandardsControlsRequest,
  DescribeStandardsControlsResponse,
  DescribeStandardsRequest,
  DescribeStandardsResponse,
  GetEnabledStandardsRequest,
  GetEnabledStandardsResponse,
  StandardsStatus,
  StandardsSubscription,
  UpdateStandardsControlRequest,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import { reasonMissing, resourceNotFound, standardInvalid } from '../errors.ts';
import { pageOfList, permittedHub } from '../hub/access.ts';
import type { HubRef } from '../ports.ts';
import { controlsOf, type Standard, standardArn, standardOf, STANDARDS } from './catalogue.ts';
import { remediationUrl } from './controls.ts';
import { controlStates, subscriptions } from './repository.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'>;
type Paged = Deps & Pick<SecurityHubDeps, 'pages'>;

const PAGE = { MaxResults: { minValue: 1, maxValue: 100 } } as const;
const NO_CHECKS = 'controls are listed and switched; nothing runs their checks';

const subscriptionArn = ({ account, region }: HubRef, { path }: Standard): string =>
  `arn:aws:securityhub:${region}:${account}:subscription/${path}`;
const controlArn = ({ account, region }: HubRef, { path }: Standard, id: string): string =>
  `arn:aws:securityhub:${region}:${account}:control/${path}/${id}`;

const pathOf = ({ path }: Standard): string => path;

const view = (
  call: Call,
  standard: Standard,
  StandardsStatus: StandardsStatus,
): StandardsSubscription => ({
  StandardsSubscriptionArn: subscriptionArn(call, standard),
  StandardsArn: standardArn(standard, call.region),
  StandardsInput: {},
  StandardsStatus,
  StandardsControlsUpdatable: 'READY_FOR_UPDATES',
});

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeStandards.html */
export const describeStandards = (deps: Paged) =>
  reads<DescribeStandardsRequest, DescribeStandardsResponse>(
    { limits: PAGE, partial: NO_CHECKS },
    async (input, call) => {
      await permittedHub(deps, call, 'DescribeStandards');
      const { items, more } = await pageOfList(
        deps,
        call,
        'DescribeStandards',
        input,
        STANDARDS,
        pathOf,
      );
      return {
        Standards: items.map((standard) => ({
          StandardsArn: standardArn(standard, call.region),
          Name: standard.name,
          Description: standard.description,
          EnabledByDefault: standard.enabledByDefault,
          StandardsManagedBy: { Company: 'AWS', Product: 'Security Hub' },
        })),
        ...more,
      };
    },
  );

const subscribed = async (call: Call): Promise<readonly Standard[]> => {
  const paths = await subscriptions.paths(call.tx, call);
  return STANDARDS.filter(({ path }) => paths.includes(path));
};

/** The caller's enabled standard by the ARN of its subscription. */
const requireSubscription = async (call: Call, arn = ''): Promise<Standard> => {
  const found = (await subscribed(call)).find((one) => subscriptionArn(call, one) === arn);
  if (found === undefined) throw resourceNotFound(arn);
  return found;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetEnabledStandards.html */
export const getEnabledStandards = (deps: Paged) =>
  reads<GetEnabledStandardsRequest, GetEnabledStandardsResponse>(
    { limits: { ...PAGE, StandardsSubscriptionArns: { minLength: 1, maxLength: 25 } } },
    async (input, call) => {
      await permittedHub(deps, call, 'GetEnabledStandards');
      const named = input.StandardsSubscriptionArns;
      const rows = (await subscribed(call)).filter(
        (one) => named === undefined || named.includes(subscriptionArn(call, one)),
      );
      const page = await pageOfList(deps, call, 'GetEnabledStandards', input, rows, pathOf);
      return {
        StandardsSubscriptions: page.items.map((one) => view(call, one, 'READY')),
        ...page.more,
      };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchEnableStandards.html */
export const batchEnableStandards = (deps: Deps) =>
  writes<BatchEnableStandardsRequest, BatchEnableStandardsResponse>(
    {
      limits: { StandardsSubscriptionRequests: { minLength: 1, maxLength: 25 } },
      partial: NO_CHECKS,
    },
    async (input, call) => {
      await permittedHub(deps, call, 'BatchEnableStandards');
      const wanted = (input.StandardsSubscriptionRequests ?? []).map(({ StandardsArn = '' }) => {
        const standard = standardOf(StandardsArn, call.region);
        if (standard === undefined) throw standardInvalid(StandardsArn);
        return standard;
      });
      const answers: StandardsSubscription[] = [];
      for (const standard of new Set(wanted)) {
        const made = await subscriptions.insert(call.tx, call, standard.path, call.now);
        // What was enabled before is ready; AWS makes new ones ready some minutes later.
        answers.push(view(call, standard, made ? 'PENDING' : 'READY'));
      }
      return { StandardsSubscriptions: answers };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchDisableStandards.html */
export const batchDisableStandards = (deps: Deps) =>
  writes<BatchDisableStandardsRequest, BatchDisableStandardsResponse>(
    { limits: { StandardsSubscriptionArns: { minLength: 1, maxLength: 25 } } },
    async (input, call) => {
      await permittedHub(deps, call, 'BatchDisableStandards');
      const wanted = new Set<Standard>();
      for (const arn of input.StandardsSubscriptionArns ?? [])
        wanted.add(await requireSubscription(call, arn));
      for (const { path } of wanted) await subscriptions.remove(call.tx, call, path);
      return { StandardsSubscriptions: [...wanted].map((one) => view(call, one, 'DELETING')) };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeStandardsControls.html */
export const describeStandardsControls = (deps: Paged) =>
  reads<DescribeStandardsControlsRequest, DescribeStandardsControlsResponse>(
    { limits: PAGE, partial: 'a part of the controls' },
    async (input, call) => {
      await permittedHub(deps, call, 'DescribeStandardsControls');
      const standard = await requireSubscription(call, input.StandardsSubscriptionArn);
      const states = new Map(
        (await controlStates.list(call.tx, call))
          .filter(({ path }) => path === standard.path)
          .map((state) => [state.controlId, state]),
      );
      const { items, more } = await pageOfList(
        deps,
        call,
        `DescribeStandardsControls:${standard.path}`,
        input,
        controlsOf(standard),
        ({ id }) => id,
      );
      const Controls = items.map(({ id, title, severity }) => {
        const state = states.get(id);
        return {
          StandardsControlArn: controlArn(call, standard, id),
          ControlStatus: state?.enabled === false ? ('DISABLED' as const) : ('ENABLED' as const),
          ...(state?.reason === undefined ? {} : { DisabledReason: state.reason }),
          ...(state === undefined ? {} : { ControlStatusUpdatedAt: state.updatedAt }),
          ControlId: id,
          Title: title,
          Description: title,
          RemediationUrl: remediationUrl(id),
          SeverityRating: severity,
        };
      });
      return { Controls, ...more };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateStandardsControl.html */
export const updateStandardsControl = (deps: Deps) =>
  writes<UpdateStandardsControlRequest, object>(
    {
      limits: {
        ControlStatus: { oneOf: ['ENABLED', 'DISABLED'] },
        DisabledReason: { minLength: 1, maxLength: 2048 },
      },
    },
    async (input, call) => {
      await permittedHub(deps, call, 'UpdateStandardsControl');
      const arn = input.StandardsControlArn ?? '';
      const found = (await subscribed(call))
        .flatMap((standard) => controlsOf(standard).map(({ id }) => ({ standard, id })))
        .find(({ standard, id }) => controlArn(call, standard, id) === arn);
      if (found === undefined) throw resourceNotFound(arn);
      const enabled = input.ControlStatus !== 'DISABLED';
      if (!enabled && input.DisabledReason === undefined) throw reasonMissing();
      await controlStates.put(call.tx, call, {
        path: found.standard.path,
        controlId: found.id,
        enabled,
        reason: enabled ? undefined : input.DisabledReason,
        updatedAt: call.now,
      });
      return {};
    },
  );
