import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import CloudscapeLink from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { inWords, Severity, WorkflowStatus } from '../../../shared/severity.tsx';
import { Time } from '../../../shared/time.tsx';
import { factsOf } from '../shared/facts-of.ts';
import {
  type Finding,
  findingPath,
  historyPath,
  recordedName,
  resourcePath,
} from '../shared/paths.ts';

interface Props {
  readonly finding: Finding;
}

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

const Section = ({ title, children }: SectionProps) => (
  <Container header={<Header variant="h2">{title}</Header>}>{children}</Container>
);

/** A part of ASFF that few findings have; nothing where it is absent. */
const Part = ({ title, of }: { readonly title: string; readonly of: unknown }) => {
  const pairs = factsOf(of);
  return pairs.length === 0 ? null : (
    <Section title={title}>
      <Facts items={pairs} />
    </Section>
  );
};

const Overview = ({ finding }: Props) => {
  const { Severity: severity, Compliance: compliance } = finding;
  return (
    <Section title="Overview">
      <SpaceBetween size="m">
        <span className="gh-message">{finding.Description}</span>
        <Facts
          items={[
            ['Severity', <Severity key="severity" label={severity?.Label} />],
            ['Severity of the product', severity?.Original],
            ['Workflow status', <WorkflowStatus key="status" status={finding.Workflow?.Status} />],
            ['Record state', inWords(finding.RecordState)],
            ['Compliance status', inWords(compliance?.Status)],
            ['Security control', compliance?.SecurityControlId],
            [
              'Account',
              <PageLink key="account" to={`/organizations/accounts/${finding.AwsAccountId ?? ''}`}>
                {finding.AwsAccountName ?? finding.AwsAccountId ?? '–'}
              </PageLink>,
            ],
            ['Region', finding.Region],
            ['Product', [finding.CompanyName, finding.ProductName].filter(Boolean).join(' / ')],
            ['Generator', finding.GeneratorId],
            ['Types', finding.Types?.join(', ')],
            ['Verification', inWords(finding.VerificationState)],
            ['Created', <Time key="created" at={finding.CreatedAt} />],
            ['Updated', <Time key="updated" at={finding.UpdatedAt} />],
            ['First observed', <Time key="first" at={finding.FirstObservedAt} />],
            ['Last observed', <Time key="last" at={finding.LastObservedAt} />],
            ['Confidence', finding.Confidence],
            ['Criticality', finding.Criticality],
            ['Finding ID', <Copyable key="id" text={finding.Id} what="Finding ID" />],
          ]}
        />
      </SpaceBetween>
    </Section>
  );
};

export const Resources = ({ finding: { Resources: resources = [] } }: Props) => (
  <SpaceBetween size="l">
    {resources.map((resource) => {
      const { Id = '', Type, Partition, Region, Tags, Details } = resource;
      return (
        <Section key={`${Type ?? ''} ${Id}`} title={Type ?? 'Resource'}>
          <SpaceBetween size="m">
            <Facts
              items={[
                [
                  'Resource ID',
                  <PageLink key="id" to={resourcePath(Id)}>
                    {Id}
                  </PageLink>,
                ],
                ['Region', Region],
                ['Partition', Partition],
                ...Object.entries(Tags ?? {}).map(([key, value]) => [`Tag ${key}`, value] as const),
                ...factsOf(Details),
              ]}
            />
            <PageLink to={historyPath(recordedName(Id))}>Event history of this resource</PageLink>
          </SpaceBetween>
        </Section>
      );
    })}
  </SpaceBetween>
);

/** Only addresses of the web become links: what a product sends is not trusted. */
const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url);

const Remediation = ({ finding: { Remediation: remediation, SourceUrl } }: Props) => {
  const { Text, Url } = remediation?.Recommendation ?? {};
  if (Text === undefined && Url === undefined && SourceUrl === undefined) return null;
  const links = [
    ['Read more', Url],
    ['Source', SourceUrl],
  ] as const;
  return (
    <Section title="Remediation">
      <SpaceBetween size="s">
        <span className="gh-message">{Text}</span>
        {links.map(([text, url]) =>
          url === undefined || !isWebAddress(url) ? null : (
            <CloudscapeLink
              key={text}
              href={url}
              external
              externalIconAriaLabel="Opens in a new tab"
              rel="noopener noreferrer"
            >
              {text}
            </CloudscapeLink>
          ),
        )}
      </SpaceBetween>
    </Section>
  );
};

const Related = ({ finding: { RelatedFindings = [] } }: Props) =>
  RelatedFindings.length === 0 ? null : (
    <Section title="Related findings">
      <ul>
        {RelatedFindings.map((related) => (
          <li key={`${related.ProductArn ?? ''} ${related.Id ?? ''}`}>
            <PageLink to={findingPath(related)}>{related.Id ?? ''}</PageLink>
          </li>
        ))}
      </ul>
    </Section>
  );

const Note = ({ finding: { Note: note } }: Props) =>
  note === undefined ? null : (
    <Section title="Note">
      <Facts
        items={[
          ['Note', note.Text],
          ['Updated by', note.UpdatedBy],
          ['Updated', <Time key="at" at={note.UpdatedAt} />],
        ]}
      />
    </Section>
  );

export const Details = ({ finding }: Props) => (
  <SpaceBetween size="l">
    <Overview finding={finding} />
    <Note finding={finding} />
    <Remediation finding={finding} />
    <Part title="Process" of={finding.Process} />
    <Part title="Network" of={finding.Network} />
    <Part title="Network path" of={finding.NetworkPath} />
    <Part title="Threats" of={finding.Threats} />
    <Part title="Threat intelligence" of={finding.ThreatIntelIndicators} />
    <Part title="Malware" of={finding.Malware} />
    <Part title="Vulnerabilities" of={finding.Vulnerabilities} />
    <Part title="Action" of={finding.Action} />
    <Part title="Product fields" of={finding.ProductFields} />
    <Part title="User-defined fields" of={finding.UserDefinedFields} />
    <Related finding={finding} />
  </SpaceBetween>
);

export const Source = ({ finding }: Props) => (
  <Section title="Finding in ASFF">
    <CopyBlock text={JSON.stringify(finding, undefined, 2)} what="JSON" />
  </Section>
);
