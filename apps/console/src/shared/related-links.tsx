import { PageLink } from './link.tsx';

interface Props {
  readonly arn: string;
  /** What CloudTrail calls the resource. */
  readonly name: string;
}

/** Where a resource is told of elsewhere: what was found about it, and who did what with it. */
export const RelatedLinks = ({ arn, name }: Props) => (
  <div className="gh-actions">
    <PageLink to={`/security-hub/resource?id=${encodeURIComponent(arn)}`}>Findings</PageLink>
    <PageLink to={`/events?by=ResourceName&value=${encodeURIComponent(name)}`}>
      Event history
    </PageLink>
  </div>
);
