import type { ActionTarget, DescribeActionTargetsResponse } from '@aws-sdk/client-securityhub';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { toApiError } from '../../../api/api-error.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';

interface Props {
  readonly disabled: boolean;
  readonly send: (actionArn: string) => Promise<void>;
}

/** Sends something to one of the account's custom actions; absent where there are none. */
export const ActionButton = ({ disabled, send }: Props) => {
  const aws = useAwsClient();
  const { succeeded, failed } = useNotifications();
  const action = useAction();
  const { data: targets = [] } = useLoad(`action-targets ${aws.region}`, (signal) =>
    allOf(
      pagesOf<DescribeActionTargetsResponse, Json<ActionTarget>>(
        aws,
        { service: 'securityhub', operation: 'DescribeActionTargets' },
        ({ ActionTargets }) => ActionTargets,
      ),
      signal,
    ),
  );
  if (targets.length === 0) return null;
  const sendTo = async (arn: string): Promise<void> => {
    const name = targets.find(({ ActionTargetArn }) => ActionTargetArn === arn)?.Name ?? arn;
    await action.run(async () => {
      try {
        await send(arn);
        succeeded(`Sent to ${name}.`);
      } catch (error) {
        failed(toApiError(error), `Custom action ${name}`);
      }
    });
  };
  return (
    <ButtonDropdown
      disabled={disabled}
      loading={action.busy}
      items={targets.map(({ ActionTargetArn: id = '', Name: text = '', Description = '' }) => ({
        id,
        text,
        description: Description,
      }))}
      onItemClick={({ detail }) => void sendTo(detail.id)}
    >
      Actions
    </ButtonDropdown>
  );
};
