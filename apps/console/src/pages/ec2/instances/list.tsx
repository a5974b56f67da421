import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { KindList } from '../resources/kind-list.tsx';
import { INSTANCES, type InstanceRow } from './instances.tsx';

interface Verb {
  readonly label: string;
  readonly operation: string;
  readonly text: string;
  /** States in which it is of use. */
  readonly from: readonly string[];
  readonly done: string;
}

const VERBS: readonly Verb[] = [
  {
    label: 'Start',
    operation: 'StartInstances',
    text: 'They run, and are paid for, from now on.',
    from: ['stopped'],
    done: 'start',
  },
  {
    label: 'Stop',
    operation: 'StopInstances',
    text: 'What is in memory is lost, and a public address that is not an Elastic IP changes.',
    from: ['running', 'pending'],
    done: 'stop',
  },
  {
    label: 'Reboot',
    operation: 'RebootInstances',
    text: 'They are away for a moment.',
    from: ['running'],
    done: 'reboot',
  },
  {
    label: 'Terminate',
    operation: 'TerminateInstances',
    text: 'The instances and the volumes that go with them are gone for good. Where one is protected, AWS refuses.',
    from: ['pending', 'running', 'stopping', 'stopped'],
    done: 'terminate',
  },
];

interface Props {
  readonly selected: readonly InstanceRow[];
  readonly reload: () => void;
}

/** One request for all that are chosen, as AWS takes it: all or, where one is refused, none of its zone. */
const StateButtons = ({ selected, reload }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const InstanceIds = selected.map(INSTANCES.idOf);
  const states = selected.map(({ State }) => State?.Name ?? '');
  return VERBS.map(({ label, operation, text, from, done }) => (
    <ConfirmButton
      key={label}
      label={label}
      title={`${label} ${InstanceIds.length === 1 ? InstanceIds[0] : `${InstanceIds.length} instances`}`}
      text={text}
      disabled={selected.length === 0 || !states.every((state) => from.includes(state))}
      act={() => aws.call('ec2', operation, { InstanceIds })}
      done={() => {
        succeeded(`${InstanceIds.join(', ')}: asked to ${done}.`);
        reload();
      }}
    />
  ));
};

const { remove: _terminatesOneByOne, ...KIND } = INSTANCES;

export const Component = () => (
  <KindList
    kind={KIND}
    extraActions={(selected, reload) => (
      <>
        <StateButtons selected={selected} reload={reload} />
        <GoButton to="/ec2/instances/launch" variant="primary">
          Launch instances
        </GoButton>
      </>
    )}
  />
);
