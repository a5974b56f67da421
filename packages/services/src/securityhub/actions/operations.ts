import type {
  ActionTarget as ActionTargetView,
  CreateActionTargetRequest,
  CreateActionTargetResponse,
  DeleteActionTargetRequest,
  DeleteActionTargetResponse,
  DescribeActionTargetsRequest,
  DescribeActionTargetsResponse,
  UpdateActionTargetRequest,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import {
  actionDescriptionInvalid,
  actionExists,
  actionIdInvalid,
  actionNameInvalid,
  resourceNotFound,
  tooManyActions,
} from '../errors.ts';
import { pageOf, permittedHub } from '../hub/access.ts';
import { actionArn, type ActionTarget, actionTargets } from './targets.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'>;

/** User Guide, "Security Hub quotas". */
const MOST_ACTIONS = 50;
const ID = /^[a-zA-Z0-9]{1,20}$/;
const LONGEST_NAME = 20;
const LONGEST_DESCRIPTION = 500;

const requireTexts = (name: string, description: string): void => {
  if (name.trim() === '' || name.length > LONGEST_NAME) throw actionNameInvalid();
  if (description.trim() === '' || description.length > LONGEST_DESCRIPTION)
    throw actionDescriptionInvalid();
};

/** The caller's custom action by that ARN. */
export const requireAction = async (call: Call, arn = ''): Promise<ActionTarget> => {
  const found = await actionTargets.find(call.tx, call, arn.split('/').at(-1) ?? '');
  if (found === undefined || actionArn(found) !== arn) throw resourceNotFound(arn);
  call.touch({ type: 'AWS::SecurityHub::ActionTarget', name: arn });
  return found;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateActionTarget.html */
export const createActionTarget = (deps: Deps) =>
  writes<CreateActionTargetRequest, CreateActionTargetResponse>({}, async (input, call) => {
    const { tx, account, region } = call;
    await permittedHub(deps, call, 'CreateActionTarget');
    const { Id: id = '', Name: name = '', Description: description = '' } = input;
    if (!ID.test(id)) throw actionIdInvalid();
    requireTexts(name, description);
    if ((await actionTargets.count(tx, call)) >= MOST_ACTIONS) throw tooManyActions();
    const made = { account, region, id, name, description };
    if (!(await actionTargets.insert(tx, made))) throw actionExists();
    call.touch({ type: 'AWS::SecurityHub::ActionTarget', name: actionArn(made) });
    return { ActionTargetArn: actionArn(made) };
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateActionTarget.html */
export const updateActionTarget = (deps: Deps) =>
  writes<UpdateActionTargetRequest, object>({}, async (input, call) => {
    await permittedHub(deps, call, 'UpdateActionTarget');
    const found = await requireAction(call, input.ActionTargetArn);
    const changed = {
      ...found,
      name: input.Name ?? found.name,
      description: input.Description ?? found.description,
    };
    requireTexts(changed.name, changed.description);
    await actionTargets.update(call.tx, changed);
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeleteActionTarget.html */
export const deleteActionTarget = (deps: Deps) =>
  writes<DeleteActionTargetRequest, DeleteActionTargetResponse>({}, async (input, call) => {
    await permittedHub(deps, call, 'DeleteActionTarget');
    const found = await requireAction(call, input.ActionTargetArn);
    await actionTargets.remove(call.tx, found);
    return { ActionTargetArn: actionArn(found) };
  });

const view = (target: ActionTarget): ActionTargetView => ({
  ActionTargetArn: actionArn(target),
  Name: target.name,
  Description: target.description,
});

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeActionTargets.html */
export const describeActionTargets = (deps: Deps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<DescribeActionTargetsRequest, DescribeActionTargetsResponse>(
    {
      limits: {
        MaxResults: { minValue: 1, maxValue: 100 },
        ActionTargetArns: { maxLength: 100 },
      },
    },
    async (input, call) => {
      await permittedHub(deps, call, 'DescribeActionTargets');
      const named: ActionTarget[] = [];
      for (const arn of input.ActionTargetArns ?? []) named.push(await requireAction(call, arn));
      if (named.length > 0) return { ActionTargets: named.map(view) };
      const { items, more } = await pageOf(
        deps,
        call,
        'DescribeActionTargets',
        input,
        100,
        (after, limit) => actionTargets.list(call.tx, call, String(after?.[0] ?? ''), limit),
        ({ id }) => [id],
      );
      return { ActionTargets: items.map(view), ...more };
    },
  );
