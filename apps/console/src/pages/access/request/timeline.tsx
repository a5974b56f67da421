import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import type { TimelineEntry } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';

const Entry = ({ entry }: { readonly entry: TimelineEntry }) => (
  <li>
    <Box>
      <Time at={entry.at} /> · <Box variant="strong">{entry.type}</Box> · {entry.actorName}
      <Box variant="span" color="text-body-secondary">
        {' '}
        · leaf {entry.sequence}
      </Box>
    </Box>
    <ExpandableSection headerText="Details" headerAriaLabel={`Details of leaf ${entry.sequence}`}>
      <CopyBlock text={JSON.stringify(entry.data, null, 2)} what="details" />
    </ExpandableSection>
  </li>
);

/** Every leaf of the audit log about the request, oldest first. */
export const Timeline = ({ id }: { readonly id: string }) => {
  const broker = useBroker();
  const timeline = useLoad(`timeline ${id}`, (signal) =>
    broker.call('GET /v1/requests/{id}/timeline', { path: { id }, signal }),
  );
  return (
    <Container header={<Header variant="h2">Timeline</Header>}>
      <FailureOr of={timeline}>
        {({ entries }) => (
          <ol className="gh-plain-list">
            {entries.map((entry) => (
              <Entry key={entry.sequence} entry={entry} />
            ))}
          </ol>
        )}
      </FailureOr>
    </Container>
  );
};
