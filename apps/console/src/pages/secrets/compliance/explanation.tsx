import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ComplianceRow } from '../../../api/secrets.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { secretPath } from '../shared/names.ts';
import { StatusView } from './columns.tsx';

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const valueOf = (value: string) => (ISO.test(value) ? <Time at={value} /> : value);

/** A secret of another Region has its page there. */
const SecretName = ({ secret, region }: ComplianceRow) => {
  const here = useAwsClient().region;
  return region === here ? (
    <PageLink to={secretPath(secret)}>{secret}</PageLink>
  ) : (
    `${secret} (${region})`
  );
};

/** What a rule says of a secret, on what it rests, and what to do. */
export const Explanation = ({ row }: { readonly row: ComplianceRow }) => (
  <Container header={<Header variant="h2">{row.title}</Header>}>
    <SpaceBetween size="m">
      <StatusView status={row.status} />
      <div className="gh-message">{row.text}</div>
      <Facts
        items={[
          ['Secret', <SecretName key="secret" {...row} />],
          ['Rule', row.rule],
          ['Control of Security Hub', row.control],
          ['Requirements', row.requirements.join(', ')],
          [
            'Holds until',
            row.until === undefined ? undefined : <Time key="until" at={row.until} />,
          ],
          ...row.evidence.map(({ name, value }) => [name, valueOf(value)] as const),
        ]}
      />
      {row.status === 'failed' ? (
        <Box>
          <strong>What to do:</strong> {row.remedy}
        </Box>
      ) : null}
    </SpaceBetween>
  </Container>
);
