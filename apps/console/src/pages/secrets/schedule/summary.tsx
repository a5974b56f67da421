import type { ExplainedRotation, RotationWindow } from '../../../api/rotation.ts';
import { Facts } from '../../../shared/facts.tsx';
import { UtcTime } from '../shared/utc-time.tsx';

/** Secrets Manager API Reference, DescribeSecret: a rotation is on or before `NextRotationDate`, the last second of its window. */
const lastSecondOf = ({ closesAt }: RotationWindow): string =>
  new Date(Date.parse(closesAt) - 1000).toISOString();

interface Props {
  readonly explained: ExplainedRotation;
  readonly duration: string;
}

/** A schedule as one would tell it. */
export const ScheduleSummary = ({ explained, duration }: Props) => {
  const next = explained.windows?.[0];
  return (
    <Facts
      items={[
        ['Rotation schedule', <code key="expression">{explained.expression}</code>],
        ['In words', explained.words],
        ['Window duration', duration.trim() === '' ? "The window's own end" : duration.trim()],
        ['Next window opens', <UtcTime key="opens" at={next?.opensAt} />],
        [
          'Next rotation date',
          next === undefined ? 'Never' : <UtcTime key="next" at={lastSecondOf(next)} />,
        ],
      ]}
    />
  );
};
